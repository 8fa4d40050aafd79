using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <content>The cell of a GRU.</content>
internal sealed partial class ReferenceRecurrentKernels<T>
{
    public void GruGatesForward(
        MatrixView gates, MatrixView hPrevious, MatrixView inner, ResetGate reset, CellActivations activations)
    {
        const string Operation = nameof(GruGatesForward);
        KernelShapes.CheckGruGatesForward(gates, hPrevious, inner, reset, activations);
        MatrixSpan<T> rows = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(hPrevious), hPrevious);
        MatrixSpan<T> products = memory.Matrix(Operation, nameof(inner), inner);
        int units = previous.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < previous.Columns; j++)
            {
                double r = ReferenceActivations.Gate(activations.Gate, ReferenceNumber<T>.Widen(rows[unit][j]));
                double z = ReferenceActivations.Gate(activations.Gate, ReferenceNumber<T>.Widen(rows[units + unit][j]));
                rows[unit][j] = ReferenceNumber<T>.Narrow(r);
                rows[units + unit][j] = ReferenceNumber<T>.Narrow(z);
                if (reset == ResetGate.BeforeProduct)
                {
                    products[unit][j] = ReferenceNumber<T>.Narrow(r * ReferenceNumber<T>.Widen(previous[unit][j]));
                }
            }
        }
    }

    public void GruStateForward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        ResetGate reset,
        CellActivations activations)
    {
        const string Operation = nameof(GruStateForward);
        KernelShapes.CheckGruStateForward(gates, inner, hPrevious, h, reset, activations);
        MatrixSpan<T> rows = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> products = memory.Matrix(Operation, nameof(inner), inner);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(hPrevious), hPrevious);
        MatrixSpan<T> states = memory.Matrix(Operation, nameof(h), h);
        int units = states.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            Span<T> candidate = rows[(2 * units) + unit];
            for (int j = 0; j < states.Columns; j++)
            {
                double pre = ReferenceNumber<T>.Widen(candidate[j]);
                if (reset == ResetGate.AfterProduct)
                {
                    pre += ReferenceNumber<T>.Widen(rows[unit][j]) * ReferenceNumber<T>.Widen(products[unit][j]);
                }

                double n = ReferenceActivations.Candidate(activations.Candidate, pre);
                double z = ReferenceNumber<T>.Widen(rows[units + unit][j]);
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                candidate[j] = ReferenceNumber<T>.Narrow(ReferenceActivations.Kept(activations.Candidate, pre, n));
                states[unit][j] = ReferenceNumber<T>.Narrow(((1 - z) * n) + (z * before));
            }
        }
    }

    public void GruStateBackward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView dh,
        ResetGate reset,
        CellActivations activations)
    {
        const string Operation = nameof(GruStateBackward);
        KernelShapes.CheckGruStateBackward(gates, inner, hPrevious, dh, reset, activations);
        MatrixSpan<T> rows = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> products = memory.Matrix(Operation, nameof(inner), inner);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(hPrevious), hPrevious);
        MatrixSpan<T> gradients = memory.Matrix(Operation, nameof(dh), dh);
        int units = gradients.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < gradients.Columns; j++)
            {
                double r = ReferenceNumber<T>.Widen(rows[unit][j]);
                double z = ReferenceNumber<T>.Widen(rows[units + unit][j]);
                (double n, double slope) = ReferenceActivations.FromKept(
                    activations.Candidate, ReferenceNumber<T>.Widen(rows[(2 * units) + unit][j]));
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                double gradient = ReferenceNumber<T>.Widen(gradients[unit][j]);
                double dn = gradient * (1 - z) * slope;
                rows[units + unit][j] = ReferenceNumber<T>.Narrow(
                    gradient * (before - n) * ReferenceActivations.GateSlope(activations.Gate, z));
                rows[(2 * units) + unit][j] = ReferenceNumber<T>.Narrow(dn);
                gradients[unit][j] = ReferenceNumber<T>.Narrow(gradient * z);
                if (reset == ResetGate.AfterProduct)
                {
                    rows[unit][j] = ReferenceNumber<T>.Narrow(
                        dn * ReferenceNumber<T>.Widen(products[unit][j])
                        * ReferenceActivations.GateSlope(activations.Gate, r));
                    products[unit][j] = ReferenceNumber<T>.Narrow(dn * r);
                }
            }
        }
    }

    public void GruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations)
    {
        const string Operation = nameof(GruGatesBackward);
        KernelShapes.CheckGruGatesBackward(gates, dInner, hPrevious, dh, activations);
        MatrixSpan<T> rows = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> products = memory.Matrix(Operation, nameof(dInner), dInner);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(hPrevious), hPrevious);
        MatrixSpan<T> gradients = memory.Matrix(Operation, nameof(dh), dh);
        for (int unit = 0; unit < gradients.Rows; unit++)
        {
            for (int j = 0; j < gradients.Columns; j++)
            {
                double r = ReferenceNumber<T>.Widen(rows[unit][j]);
                double product = ReferenceNumber<T>.Widen(products[unit][j]);
                rows[unit][j] = ReferenceNumber<T>.Narrow(
                    product * ReferenceNumber<T>.Widen(previous[unit][j])
                    * ReferenceActivations.GateSlope(activations.Gate, r));
                gradients[unit][j] = ReferenceNumber<T>.Narrow(
                    ReferenceNumber<T>.Widen(gradients[unit][j]) + (product * r));
            }
        }
    }
}
