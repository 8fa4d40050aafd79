using StRnn.Backends;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL;

/// <summary>The point-wise cells as kernels of their own: sequences of sparse weights have them inside.</summary>
internal sealed class OpenClRecurrentKernels(OpenClContext context) : IRecurrentKernels
{
    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
        RequireShape(nameof(LstmCellForward), 4, gates, c);
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
        RequireShape(nameof(LstmCellBackward), 4, gates, c);
        Run(
            context.Kernel("lstm_cell_backward").Matrix(gates).Matrix(cPrevious).Matrix(c).Matrix(dh).Matrix(dc).Matrix(dGates)
                .Int(c.Rows).Int(c.Columns).Int(ActivationCode.Of(activations)),
            c);
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        RequireShape(nameof(RhnCellForward), 2, gates, s);
        Run(
            context.Kernel("rhn_cell_forward").Matrix(gates).Matrix(sPrevious).Matrix(s).Int(s.Rows).Int(s.Columns)
                .Int(ActivationCode.Of(activations)),
            s);
    }

    public void RhnCellBackward(MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        RequireShape(nameof(RhnCellBackward), 2, gates, ds);
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

    private static void RequireShape(string operation, long gateCount, MatrixView gates, MatrixView state)
    {
        if (gates.Rows != gateCount * state.Rows || gates.Columns != state.Columns)
        {
            throw new ArgumentException(
                $"{operation}: gates [{gates.Rows}, {gates.Columns}] do not fit a state of [{state.Rows}, {state.Columns}].");
        }
    }
}
