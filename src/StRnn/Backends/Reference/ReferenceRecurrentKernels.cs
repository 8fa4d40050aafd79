namespace StRnn.Backends.Reference;

/// <summary>The recurrent cells, element by element, in double.</summary>
internal sealed class ReferenceRecurrentKernels<T>(ReferenceMemory<T> memory) : IRecurrentKernels
    where T : unmanaged
{
    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, GateActivation activation)
    {
        const string Operation = nameof(LstmCellForward);
        if (!Fit(4, gates, cPrevious) || !Fit(4, gates, c) || !Fit(4, gates, h))
        {
            throw Shape.Error(
                Operation,
                "gates[4H,B], cPrevious[H,B], c[H,B], h[H,B]",
                $"gates {Shape.Of(gates)}, cPrevious {Shape.Of(cPrevious)}, c {Shape.Of(c)}, h {Shape.Of(h)}");
        }

        MatrixSpan<T> pre = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(cPrevious), cPrevious);
        MatrixSpan<T> cells = memory.Matrix(Operation, nameof(c), c);
        MatrixSpan<T> outputs = memory.Matrix(Operation, nameof(h), h);
        int units = cells.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            Span<T> inputGate = pre[unit];
            Span<T> forgetGate = pre[units + unit];
            Span<T> candidate = pre[(2 * units) + unit];
            Span<T> outputGate = pre[(3 * units) + unit];
            for (int j = 0; j < cells.Columns; j++)
            {
                double i = Activate(activation, ReferenceNumber<T>.Widen(inputGate[j]));
                double f = Activate(activation, ReferenceNumber<T>.Widen(forgetGate[j]));
                double g = Math.Tanh(ReferenceNumber<T>.Widen(candidate[j]));
                double o = Activate(activation, ReferenceNumber<T>.Widen(outputGate[j]));
                double cell = (f * ReferenceNumber<T>.Widen(previous[unit][j])) + (i * g);
                inputGate[j] = ReferenceNumber<T>.Narrow(i);
                forgetGate[j] = ReferenceNumber<T>.Narrow(f);
                candidate[j] = ReferenceNumber<T>.Narrow(g);
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
        GateActivation activation)
    {
        const string Operation = nameof(LstmCellBackward);
        if (!Fit(4, gates, cPrevious) || !Fit(4, gates, c) || !Fit(4, gates, dh) || !Fit(4, gates, dc) || !Fit(4, dGates, c))
        {
            throw Shape.Error(
                Operation,
                "gates[4H,B], cPrevious[H,B], c[H,B], dh[H,B], dc[H,B], dGates[4H,B]",
                $"gates {Shape.Of(gates)}, cPrevious {Shape.Of(cPrevious)}, c {Shape.Of(c)}, dh {Shape.Of(dh)}, "
                + $"dc {Shape.Of(dc)}, dGates {Shape.Of(dGates)}");
        }

        MatrixSpan<T> activations = memory.Matrix(Operation, nameof(gates), gates);
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
                double i = ReferenceNumber<T>.Widen(activations[unit][j]);
                double f = ReferenceNumber<T>.Widen(activations[units + unit][j]);
                double g = ReferenceNumber<T>.Widen(activations[(2 * units) + unit][j]);
                double o = ReferenceNumber<T>.Widen(activations[(3 * units) + unit][j]);
                double t = Math.Tanh(ReferenceNumber<T>.Widen(cells[unit][j]));
                double output = ReferenceNumber<T>.Widen(outputGradients[unit][j]);
                double cell = ReferenceNumber<T>.Widen(cellGradients[unit][j]) + (output * o * (1 - (t * t)));
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                results[unit][j] = ReferenceNumber<T>.Narrow(cell * g * Slope(activation, i));
                results[units + unit][j] = ReferenceNumber<T>.Narrow(cell * before * Slope(activation, f));
                results[(2 * units) + unit][j] = ReferenceNumber<T>.Narrow(cell * i * (1 - (g * g)));
                results[(3 * units) + unit][j] = ReferenceNumber<T>.Narrow(output * t * Slope(activation, o));
                cellGradients[unit][j] = ReferenceNumber<T>.Narrow(cell * f);
            }
        }
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s)
    {
        const string Operation = nameof(RhnCellForward);
        if (!Fit(2, gates, sPrevious) || !Fit(2, gates, s))
        {
            throw Shape.Error(
                Operation,
                "gates[2H,B], sPrevious[H,B], s[H,B]",
                $"gates {Shape.Of(gates)}, sPrevious {Shape.Of(sPrevious)}, s {Shape.Of(s)}");
        }

        MatrixSpan<T> pre = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(sPrevious), sPrevious);
        MatrixSpan<T> states = memory.Matrix(Operation, nameof(s), s);
        int units = states.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < states.Columns; j++)
            {
                double h = Math.Tanh(ReferenceNumber<T>.Widen(pre[unit][j]));
                double t = Logistic(ReferenceNumber<T>.Widen(pre[units + unit][j]));
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                pre[unit][j] = ReferenceNumber<T>.Narrow(h);
                pre[units + unit][j] = ReferenceNumber<T>.Narrow(t);
                states[unit][j] = ReferenceNumber<T>.Narrow((h * t) + (before * (1 - t)));
            }
        }
    }

    public void RhnCellBackward(MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates)
    {
        const string Operation = nameof(RhnCellBackward);
        if (!Fit(2, gates, sPrevious) || !Fit(2, gates, ds) || !Fit(2, dGates, ds))
        {
            throw Shape.Error(
                Operation,
                "gates[2H,B], sPrevious[H,B], ds[H,B], dGates[2H,B]",
                $"gates {Shape.Of(gates)}, sPrevious {Shape.Of(sPrevious)}, ds {Shape.Of(ds)}, dGates {Shape.Of(dGates)}");
        }

        MatrixSpan<T> activations = memory.Matrix(Operation, nameof(gates), gates);
        MatrixSpan<T> previous = memory.Matrix(Operation, nameof(sPrevious), sPrevious);
        MatrixSpan<T> gradients = memory.Matrix(Operation, nameof(ds), ds);
        MatrixSpan<T> results = memory.Matrix(Operation, nameof(dGates), dGates);
        int units = gradients.Rows;
        for (int unit = 0; unit < units; unit++)
        {
            for (int j = 0; j < gradients.Columns; j++)
            {
                double h = ReferenceNumber<T>.Widen(activations[unit][j]);
                double t = ReferenceNumber<T>.Widen(activations[units + unit][j]);
                double before = ReferenceNumber<T>.Widen(previous[unit][j]);
                double gradient = ReferenceNumber<T>.Widen(gradients[unit][j]);
                results[unit][j] = ReferenceNumber<T>.Narrow(gradient * t * (1 - (h * h)));
                results[units + unit][j] = ReferenceNumber<T>.Narrow(gradient * (h - before) * t * (1 - t));
                gradients[unit][j] = ReferenceNumber<T>.Narrow(gradient * (1 - t));
            }
        }
    }

    private static bool Fit(long gateCount, MatrixView gates, MatrixView state) =>
        gates.Rows == gateCount * state.Rows && gates.Columns == state.Columns;

    private static double Activate(GateActivation activation, double x) => activation switch
    {
        GateActivation.Logistic => Logistic(x),
        GateActivation.HardSigmoid => Math.Clamp((0.2 * x) + 0.5, 0, 1),
        _ => throw Unknown(activation),
    };

    /// <summary>The derivative where the output is y.</summary>
    private static double Slope(GateActivation activation, double y) => activation switch
    {
        GateActivation.Logistic => y * (1 - y),
        GateActivation.HardSigmoid => y is > 0 and < 1 ? 0.2 : 0,
        _ => throw Unknown(activation),
    };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static ArgumentException Unknown(GateActivation activation) =>
        new($"LSTM cell: unknown gate activation {activation}, expected Logistic or HardSigmoid.");
}
