using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;

namespace StRnn.OpenCL;

/// <summary>The point-wise cells as kernels of their own: sequences of sparse weights have them inside.</summary>
internal sealed class OpenClRecurrentKernels(OpenClContext context) : IRecurrentKernels
{
    private const long LstmGates = 4;
    private const long RhnGates = 2;

    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
        OperandShapes.Require(
            nameof(LstmCellForward),
            (nameof(gates), gates, LstmGates * c.Rows, c.Columns),
            (nameof(cPrevious), cPrevious, c.Rows, c.Columns),
            (nameof(h), h, c.Rows, c.Columns));
        Run(
            context.Kernel("lstm_cell_forward").Matrix(gates).Matrix(cPrevious).Matrix(c).Matrix(h).Int(c.Rows).Int(c.Columns)
                .Int(ActivationCode.Of(activations)),
            c);
    }

    public void LstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        CellActivations activations)
    {
        OperandShapes.Require(
            nameof(LstmCellBackward),
            (nameof(gates), gates, LstmGates * c.Rows, c.Columns),
            (nameof(cPrevious), cPrevious, c.Rows, c.Columns),
            (nameof(dh), dh, c.Rows, c.Columns),
            (nameof(dc), dc, c.Rows, c.Columns),
            (nameof(dGates), dGates, LstmGates * c.Rows, c.Columns));
        Run(
            context.Kernel("lstm_cell_backward").Matrix(gates).Matrix(cPrevious).Matrix(c).Matrix(dh).Matrix(dc).Matrix(dGates)
                .Int(c.Rows).Int(c.Columns).Int(ActivationCode.Of(activations)),
            c);
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        OperandShapes.Require(
            nameof(RhnCellForward),
            (nameof(gates), gates, RhnGates * s.Rows, s.Columns),
            (nameof(sPrevious), sPrevious, s.Rows, s.Columns));
        Run(
            context.Kernel("rhn_cell_forward").Matrix(gates).Matrix(sPrevious).Matrix(s).Int(s.Rows).Int(s.Columns)
                .Int(ActivationCode.Of(activations)),
            s);
    }

    public void RhnCellBackward(MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        OperandShapes.Require(
            nameof(RhnCellBackward),
            (nameof(gates), gates, RhnGates * ds.Rows, ds.Columns),
            (nameof(sPrevious), sPrevious, ds.Rows, ds.Columns),
            (nameof(dGates), dGates, RhnGates * ds.Rows, ds.Columns));
        Run(
            context.Kernel("rhn_cell_backward").Matrix(gates).Matrix(sPrevious).Matrix(ds).Matrix(dGates).Int(ds.Rows).Int(ds.Columns)
                .Int(ActivationCode.Of(activations)),
            ds);
    }

    private void Run(KernelCall call, MatrixView state)
    {
        int vectors = context.Vectors(state.Columns);
        call.Run(vectors, state.Rows, context.ElementGroup(vectors));
    }
}
