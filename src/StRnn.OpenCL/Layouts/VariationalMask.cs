using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Layouts;

/// <summary>The multipliers of a sequence's variational mask, drawn once; nothing without a mask.</summary>
internal readonly struct VariationalMask
{
    private readonly ClBuffer? _multipliers;

    public VariationalMask(OpenClContext context, DropoutMask? mask, int hidden, int batch)
    {
        if (mask is { } some)
        {
            _multipliers = context.Scratch.Get(Scratch.Mask, (long)hidden * batch * sizeof(float));
            context.Kernel("mask_multipliers").Buffer(_multipliers).Int(batch).Mask(some)
                .Run(batch, hidden, context.ElementGroup(batch));
        }
    }

    /// <summary>Sets the multipliers, or memory that the kernel does not read, and whether there are any.</summary>
    public KernelCall Describe(KernelCall call, ClBuffer otherwise)
        => call.Buffer(_multipliers ?? otherwise).Flag(_multipliers is not null);

    /// <summary>y = m*x.</summary>
    public void Apply(OpenClContext context, MatrixView x, MatrixView y)
        => Describe(context.Kernel("multiply_by_mask").Matrix(x), context.Memory(x)).Matrix(y).Int(x.Columns)
            .Run(x.Columns, x.Rows, context.ElementGroup(x.Columns));
}
