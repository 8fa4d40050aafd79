using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Layouts;

/// <summary>The operands of a window's micro-steps in order, i = t * D + l.</summary>
internal readonly ref struct RhnMicroSteps(ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial)
{
    private readonly ReadOnlySpan<RhnMicroLayer> _layers = layers;

    public int Batch => initial.Columns;

    public int Hidden => initial.Rows;

    public int Count => _layers[0].Gates.Columns / Batch * _layers.Length;

    /// <summary>Returns a value indicating whether a micro-step is the last of its time step.</summary>
    public bool EndsStep(int i) => i % _layers.Length == _layers.Length - 1;

    public RhnMicroLayer Layer(int i) => _layers[i % _layers.Length];

    public MatrixView Gates(int i) => View(Layer(i).Gates, i);

    public MatrixView Input(int i) => View(Layer(i).Input, i);

    public MatrixView State(int i) => View(Layer(i).State, i);

    /// <summary>Returns s before the micro-step; for the first of a step, the last of the step before.</summary>
    public MatrixView Previous(int i) => i == 0 ? initial : State(i - 1);

    public MatrixView View(MatrixView matrix, int i) => matrix.ColumnRange(i / _layers.Length * Batch, Batch);
}

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

    /// <summary>Adds the multipliers, or memory that the kernel does not read, and a flag for them.</summary>
    public KernelCall Describe(KernelCall call, ClBuffer otherwise)
        => call.Buffer(_multipliers ?? otherwise).Flag(_multipliers is not null);

    /// <summary>Computes y = m * x.</summary>
    public void Apply(OpenClContext context, MatrixView x, MatrixView y)
        => Describe(context.Kernel("multiply_by_mask").Matrix(x), context.Memory(x)).Matrix(y).Int(x.Columns)
            .Run(x.Columns, x.Rows, context.ElementGroup(x.Columns));
}

/// <summary>
/// The kernels' number of a cell's activations: the gate's number plus 16 times the candidate's.
/// </summary>
internal static class ActivationCode
{
    private const int CandidateStep = 16;

    /// <summary>Gets the number. The activations were checked by the caller.</summary>
    public static int Of(CellActivations activations)
        => (int)activations.Gate + (CandidateStep * (int)activations.Candidate);
}
