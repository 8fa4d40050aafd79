using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference kernels for recurrent cells, element by element, in double.</summary>
internal sealed partial class ReferenceRecurrentKernels<T>(ReferenceMemory<T> memory) : IRecurrentKernels
    where T : unmanaged
{
    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
        const string Operation = nameof(LstmCellForward);
        KernelShapes.CheckLstmCellForward(gates, cPrevious, c, h, activations);
        MatrixSpan<T> rows = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(cPrevious), cPrevious);
        MatrixSpan<T> cells = memory.Matrix(Operation, nameof(c), c);
        MatrixSpan<T> outputs = memory.Matrix(Operation, nameof(h), h);
        int units = cells.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            Span<T> inputGate = rows[unit];
            Span<T> forgetGate = rows[units + unit];
            Span<T> candidate = rows[(2 * units) + unit];
            Span<T> outputGate = rows[(3 * units) + unit];
            for (int j = 0; j < cells.Columns; j++)
            {
                double i = ReferenceActivations.Gate(activations.Gate, ReferenceNumber<T>.Widen(inputGate[j]));
                double f = ReferenceActivations.Gate(activations.Gate, ReferenceNumber<T>.Widen(forgetGate[j]));
                double pre = ReferenceNumber<T>.Widen(candidate[j]);
                double g = ReferenceActivations.Candidate(activations.Candidate, pre);
                double o = ReferenceActivations.Gate(activations.Gate, ReferenceNumber<T>.Widen(outputGate[j]));
                double cell = (f * ReferenceNumber<T>.Widen(previous[unit][j])) + (i * g);
                inputGate[j] = ReferenceNumber<T>.Narrow(i);
                forgetGate[j] = ReferenceNumber<T>.Narrow(f);
                candidate[j] = ReferenceNumber<T>.Narrow(ReferenceActivations.Kept(activations.Candidate, pre, g));
                outputGate[j] = ReferenceNumber<T>.Narrow(o);
                cells[unit][j] = ReferenceNumber<T>.Narrow(cell);
                outputs[unit][j] = ReferenceNumber<T>.Narrow(o * Math.Tanh(cell));
            }
        }
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
        const string Operation = nameof(LstmCellBackward);
        KernelShapes.CheckLstmCellBackward(gates, cPrevious, c, dh, dc, dGates, activations);
        MatrixSpan<T> kept = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(cPrevious), cPrevious);
        MatrixSpan<T> cells = memory.Matrix(Operation, nameof(c), c);
        MatrixSpan<T> outputGradients = memory.Matrix(Operation, nameof(dh), dh);
        MatrixSpan<T> cellGradients = memory.Matrix(Operation, nameof(dc), dc);
        MatrixSpan<T> results = memory.Matrix(Operation, nameof(dGates), dGates);
        int units = cells.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < cells.Columns; j++)
            {
                // All four are read before any is written: the result may be the gates themselves.
                double i = ReferenceNumber<T>.Widen(kept[unit][j]);
                double f = ReferenceNumber<T>.Widen(kept[units + unit][j]);
                (double g, double slope) = ReferenceActivations.FromKept(
                    activations.Candidate, ReferenceNumber<T>.Widen(kept[(2 * units) + unit][j]));
                double o = ReferenceNumber<T>.Widen(kept[(3 * units) + unit][j]);
                double t = Math.Tanh(ReferenceNumber<T>.Widen(cells[unit][j]));
                double output = ReferenceNumber<T>.Widen(outputGradients[unit][j]);
                double cell = ReferenceNumber<T>.Widen(cellGradients[unit][j]) + (output * o * (1 - (t * t)));
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                results[unit][j] = ReferenceNumber<T>.Narrow(
                    cell * g * ReferenceActivations.GateSlope(activations.Gate, i));
                results[units + unit][j] = ReferenceNumber<T>.Narrow(
                    cell * before * ReferenceActivations.GateSlope(activations.Gate, f));
                results[(2 * units) + unit][j] = ReferenceNumber<T>.Narrow(cell * i * slope);
                results[(3 * units) + unit][j] = ReferenceNumber<T>.Narrow(
                    output * t * ReferenceActivations.GateSlope(activations.Gate, o));
                cellGradients[unit][j] = ReferenceNumber<T>.Narrow(cell * f);
            }
        }
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        const string Operation = nameof(RhnCellForward);
        KernelShapes.CheckRhnCellForward(gates, sPrevious, s, activations);
        MatrixSpan<T> rows = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(sPrevious), sPrevious);
        MatrixSpan<T> states = memory.Matrix(Operation, nameof(s), s);
        int units = states.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < states.Columns; j++)
            {
                double pre = ReferenceNumber<T>.Widen(rows[unit][j]);
                double h = ReferenceActivations.Candidate(activations.Candidate, pre);
                double t = ReferenceActivations.Gate(activations.Gate, ReferenceNumber<T>.Widen(rows[units + unit][j]));
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                rows[unit][j] = ReferenceNumber<T>.Narrow(ReferenceActivations.Kept(activations.Candidate, pre, h));
                rows[units + unit][j] = ReferenceNumber<T>.Narrow(t);
                states[unit][j] = ReferenceNumber<T>.Narrow((h * t) + (before * (1 - t)));
            }
        }
    }

    public void RhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        const string Operation = nameof(RhnCellBackward);
        KernelShapes.CheckRhnCellBackward(gates, sPrevious, ds, dGates, activations);
        MatrixSpan<T> kept = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(sPrevious), sPrevious);
        MatrixSpan<T> gradients = memory.Matrix(Operation, nameof(ds), ds);
        MatrixSpan<T> results = memory.Matrix(Operation, nameof(dGates), dGates);
        int units = gradients.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < gradients.Columns; j++)
            {
                (double h, double slope) = ReferenceActivations.FromKept(
                    activations.Candidate, ReferenceNumber<T>.Widen(kept[unit][j]));
                double t = ReferenceNumber<T>.Widen(kept[units + unit][j]);
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                double gradient = ReferenceNumber<T>.Widen(gradients[unit][j]);
                results[unit][j] = ReferenceNumber<T>.Narrow(gradient * t * slope);
                results[units + unit][j] = ReferenceNumber<T>.Narrow(
                    gradient * (h - before) * ReferenceActivations.GateSlope(activations.Gate, t));
                gradients[unit][j] = ReferenceNumber<T>.Narrow(gradient * (1 - t));
            }
        }
    }
}
