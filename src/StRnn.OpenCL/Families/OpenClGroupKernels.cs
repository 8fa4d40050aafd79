using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL.Families;

/// <summary>Norms of rows and columns, and penalties by them.</summary>
internal sealed class OpenClGroupKernels(OpenClContext context) : IGroupKernels
{
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
    {
        using var call = context.Begin();
        KernelShapes.CheckAddSquaredNorms(x, rows, columns);
        if (rows is { } ofRows)
        {
            int group = context.Tuning.ReductionGroup;
            context.Kernel("add_squared_rows").Matrix(x).Int(x.Columns).Floats(ofRows).Local(group * sizeof(float))
                .Run(group, x.Rows, group);
        }

        if (columns is { } ofColumns)
        {
            int vectors = context.Vectors(x.Columns);
            context.Kernel("add_squared_columns").Matrix(x).Int(x.Rows).Int(x.Columns).Floats(ofColumns)
                .Run(vectors, context.ElementGroup(vectors));
        }
    }

    public void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors)
    {
        using var call = context.Begin();
        KernelShapes.CheckInverseRoots(squares, factors);
        context.Kernel("inverse_roots").Floats(squares).Long(squares.Length).Float(epsilon).Float(scale).Floats(factors)
            .Run((squares.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
    }

    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        using var call = context.Begin();
        KernelShapes.CheckAddScaled(x, rows, columns, g);

        // An argument for a kernel that does not read it.
        var none = new VectorView(x.Buffer, 0, 0);
        int vectors = context.Vectors(x.Columns);
        context.Kernel("add_scaled").Matrix(x).Floats(rows, none).Flag(rows is not null).Floats(columns, none)
            .Flag(columns is not null).Matrix(g).Int(x.Columns).Run(vectors, x.Rows, context.ElementGroup(vectors));
    }

    public void Threshold(VectorView x, float threshold)
    {
        using var call = context.Begin();
        context.Kernel("zero_below").Floats(x).Long(x.Length).Float(threshold)
            .Run((x.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
    }
}
