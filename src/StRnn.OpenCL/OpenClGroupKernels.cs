using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL;

/// <summary>Norms of rows and columns, and penalties by them.</summary>
internal sealed class OpenClGroupKernels(OpenClContext context) : IGroupKernels
{
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
    {
        Require(nameof(AddSquaredNorms), x, rows, columns);
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
        OpenClContext.RequireLength(factors, nameof(InverseRoots), squares.Length);
        context.Kernel("inverse_roots").Floats(squares).Long(squares.Length).Float(epsilon).Float(scale).Floats(factors)
            .Run((squares.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
    }

    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        Require(nameof(AddScaled), x, rows, columns);
        if (x.Rows != g.Rows || x.Columns != g.Columns)
        {
            throw new ArgumentException($"{nameof(AddScaled)}: [{x.Rows}, {x.Columns}] does not fit [{g.Rows}, {g.Columns}].");
        }

        // Something to give the kernel where it does not read.
        var none = new VectorView(x.Buffer, 0, 0);
        int vectors = context.Vectors(x.Columns);
        context.Kernel("add_scaled").Matrix(x).Floats(rows, none).Flag(rows is not null).Floats(columns, none)
            .Flag(columns is not null).Matrix(g).Int(x.Columns).Run(vectors, x.Rows, context.ElementGroup(vectors));
    }

    public void Threshold(VectorView x, float threshold)
        => context.Kernel("zero_below").Floats(x).Long(x.Length).Float(threshold)
            .Run((x.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);

    private static void Require(string operation, MatrixView x, VectorView? rows, VectorView? columns)
    {
        if (rows is { } ofRows)
        {
            OpenClContext.RequireLength(ofRows, operation, x.Rows);
        }

        if (columns is { } ofColumns)
        {
            OpenClContext.RequireLength(ofColumns, operation, x.Columns);
        }
    }
}
