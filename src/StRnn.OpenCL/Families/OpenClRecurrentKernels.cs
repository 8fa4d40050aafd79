using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Families;

/// <summary>The point-wise cells as kernels of their own: sequences of sparse weights have them inside.</summary>
internal sealed partial class OpenClRecurrentKernels(OpenClContext context) : IRecurrentKernels
{
    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckLstmCellForward(gates, cPrevious, c, h, activations);
        Run(
            context.Kernel("lstm_cell_forward").Matrix(gates).Matrix(cPrevious).Matrix(c).Matrix(h).Int(c.Rows)
                .Int(c.Columns).Int(ActivationCode.Of(activations)),
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
        using var call = context.Begin();
        KernelShapes.CheckLstmCellBackward(gates, cPrevious, c, dh, dc, dGates, activations);
        Run(
            context.Kernel("lstm_cell_backward").Matrix(gates).Matrix(cPrevious).Matrix(c).Matrix(dh).Matrix(dc)
                .Matrix(dGates).Int(c.Rows).Int(c.Columns).Int(ActivationCode.Of(activations)),
            c);
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckRhnCellForward(gates, sPrevious, s, activations);
        Run(
            context.Kernel("rhn_cell_forward").Matrix(gates).Matrix(sPrevious).Matrix(s).Int(s.Rows).Int(s.Columns)
                .Int(ActivationCode.Of(activations)),
            s);
    }

    public void RhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckRhnCellBackward(gates, sPrevious, ds, dGates, activations);
        Run(
            context.Kernel("rhn_cell_backward").Matrix(gates).Matrix(sPrevious).Matrix(ds).Matrix(dGates).Int(ds.Rows)
                .Int(ds.Columns).Int(ActivationCode.Of(activations)),
            ds);
    }

    private void Run(KernelCall call, MatrixView state)
    {
        int vectors = context.Vectors(state.Columns);
        call.Run(vectors, state.Rows, context.ElementGroup(vectors));
    }
}
