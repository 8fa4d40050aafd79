using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <content>
/// The rules of <see cref="IRecurrentKernels"/>, <see cref="ILstmSequenceKernels"/>, <see cref="IRhnSequenceKernels"/>
/// and <see cref="IWordGateKernels"/>.
/// </content>
public static partial class KernelShapes
{
    private const string LstmOperation = "LSTM sequence";
    private const string RhnOperation = "RHN sequence";
    private const string WordOperation = "word gates";

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.LstmCellForward"/>.</summary>
    public static void CheckLstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.LstmCellForward);
        CheckActivations(Operation, activations);
        if (!AreGates(LstmGates, gates, c) || !AreSame(cPrevious, c) || !AreSame(h, c))
        {
            throw Error(
                Operation,
                "gates[4H,B], cPrevious[H,B], c[H,B], h[H,B]",
                $"gates {Of(gates)}, cPrevious {Of(cPrevious)}, c {Of(c)}, h {Of(h)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.LstmCellBackward"/>.</summary>
    public static void CheckLstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.LstmCellBackward);
        CheckActivations(Operation, activations);
        if (!AreGates(LstmGates, gates, c) || !AreGates(LstmGates, dGates, c) || !AreSame(cPrevious, c)
            || !AreSame(dh, c)
            || !AreSame(dc, c))
        {
            throw Error(
                Operation,
                "gates[4H,B], cPrevious[H,B], c[H,B], dh[H,B], dc[H,B], dGates[4H,B]",
                $"gates {Of(gates)}, cPrevious {Of(cPrevious)}, c {Of(c)}, dh {Of(dh)}, dc {Of(dc)}, dGates "
                + $"{Of(dGates)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.RhnCellForward"/>.</summary>
    public static void CheckRhnCellForward(
        MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.RhnCellForward);
        CheckActivations(Operation, activations);
        if (!AreGates(RhnGates, gates, s) || !AreSame(sPrevious, s))
        {
            throw Error(
                Operation,
                "gates[2H,B], sPrevious[H,B], s[H,B]",
                $"gates {Of(gates)}, sPrevious {Of(sPrevious)}, s {Of(s)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.RhnCellBackward"/>.</summary>
    public static void CheckRhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.RhnCellBackward);
        CheckActivations(Operation, activations);
        if (!AreGates(RhnGates, gates, ds) || !AreGates(RhnGates, dGates, ds) || !AreSame(sPrevious, ds))
        {
            throw Error(
                Operation,
                "gates[2H,B], sPrevious[H,B], ds[H,B], dGates[2H,B]",
                $"gates {Of(gates)}, sPrevious {Of(sPrevious)}, ds {Of(ds)}, dGates {Of(dGates)}");
        }
    }

    /// <summary>Checks the operands of <see cref="ILstmSequenceKernels.Forward"/>.</summary>
    public static void CheckLstmForward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        CheckLstm(packed, sequence);
        CheckValues(LstmOperation, packed, nameof(values), values);
        if (!AreSame(sequence.InitialH, sequence.InitialC) || !AreSame(sequence.H, sequence.C))
        {
            throw Error(
                LstmOperation,
                "initial h and c [H,B], h and c [H,T*B]",
                $"initial h {Of(sequence.InitialH)}, initial c {Of(sequence.InitialC)}, h {Of(sequence.H)}, c "
                + $"{Of(sequence.C)}");
        }
    }

    /// <summary>Checks the operands of <see cref="ILstmSequenceKernels.Backward"/>.</summary>
    public static void CheckLstmBackward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        CheckLstm(packed, sequence);
        CheckUses(LstmOperation, packed, packed.Uses.HasTransposedProduct());
        if (!AreSame(dh, sequence.C) || !AreSame(dc, sequence.InitialC))
        {
            throw Error(
                LstmOperation,
                "dh[H,T*B], dc[H,B]",
                $"dh {Of(dh)}, dc {Of(dc)}, c {Of(sequence.C)} of batch {sequence.Batch}");
        }
    }

    /// <summary>Checks the operands of <see cref="IRhnSequenceKernels.Forward"/>.</summary>
    public static void CheckRhnForward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        CheckActivations(RhnOperation, activations);
        if (layers.IsEmpty)
        {
            throw new ArgumentException($"{RhnOperation}: there is no micro-layer.");
        }

        if (mask is { } some)
        {
            CheckMask(RhnOperation, some);
        }

        int columns = layers[0].Gates.Columns;
        foreach (var layer in layers)
        {
            var (packed, values, gates, input, state) = layer;
            ArgumentNullException.ThrowIfNull(packed);
            CheckUses(RhnOperation, packed, packed.Uses.HasFlag(WeightUses.RhnRecurrence));
            CheckValues(RhnOperation, packed, nameof(values), values);
            if (initial.Rows != packed.Columns || !Has(gates, packed.Rows, columns)
                || !Has(input, packed.Columns, columns)
                || !Has(state, packed.Columns, columns))
            {
                throw Error(
                    RhnOperation,
                    "R[2H,H], gates[2H,T*B], input[H,T*B], state[H,T*B], initial[H,B]",
                    $"R {Of(packed)}, gates {Of(gates)}, input {Of(input)}, state {Of(state)}, initial {Of(initial)}");
            }
        }

        CheckSteps(RhnOperation, columns, initial.Columns);
    }

    /// <summary>Checks the operands of <see cref="IRhnSequenceKernels.Backward"/>.</summary>
    public static void CheckRhnBackward(
        ReadOnlySpan<RhnMicroLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        CellActivations activations)
    {
        CheckRhnForward(layers, initial, mask, activations);
        foreach (var layer in layers)
        {
            CheckUses(RhnOperation, layer.Packed, layer.Packed.Uses.HasTransposedProduct());
        }

        if (!AreSame(dy, layers[^1].State))
        {
            throw Error(RhnOperation, "dy[H,T*B], state[H,T*B]", $"dy {Of(dy)}, state {Of(layers[^1].State)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IWordGateKernels.Forward"/>.</summary>
    public static void CheckWordGatesForward(WordGateInput input, VectorView bias, MatrixView gates)
    {
        CheckWordGates(input, gates);
        if (bias.Length != gates.Rows)
        {
            throw Error(WordOperation, "bias[4H], gates[4H,N]", $"bias {Of(bias)}, gates {Of(gates)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IWordGateKernels.Backward"/>.</summary>
    public static void CheckWordGatesBackward(
        WordGateInput input, MatrixView dGates, VectorView dWeight, VectorView dTable, VectorView dBias)
    {
        CheckWordGates(input, dGates);
        CheckValues(WordOperation, input.Weight, nameof(dWeight), dWeight);
        CheckValues(WordOperation, input.Table, nameof(dTable), dTable);
        if (dBias.Length != dGates.Rows)
        {
            throw Error(WordOperation, "dBias[4H], dGates[4H,N]", $"dBias {Of(dBias)}, dGates {Of(dGates)}");
        }
    }

    private static void CheckLstm(PackedMatrix packed, LstmSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(packed);
        CheckActivations(LstmOperation, sequence.Activations);
        CheckUses(LstmOperation, packed, packed.Uses.HasFlag(WeightUses.LstmRecurrence));
        var (gates, initialC, c) = (sequence.Gates, sequence.InitialC, sequence.C);
        if (gates.Rows != packed.Rows || initialC.Rows != packed.Columns || !Has(c, packed.Columns, gates.Columns))
        {
            throw Error(
                LstmOperation,
                "W[4H,H], gates[4H,T*B], initial c [H,B], c[H,T*B]",
                $"W {Of(packed)}, gates {Of(gates)}, initial c {Of(initialC)}, c {Of(c)}");
        }

        CheckSteps(LstmOperation, sequence.Columns, sequence.Batch);
    }

    private static void CheckWordGates(WordGateInput input, MatrixView gates)
    {
        var (weight, table) = (input.Weight, input.Table);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(table);
        CheckUses(WordOperation, weight, weight.Uses.HasRowGather());
        CheckUses(WordOperation, table, table.Uses.HasRowGather());
        CheckValues(WordOperation, weight, "values", input.WeightValues);
        CheckValues(WordOperation, table, "values", input.TableValues);
        if (weight.Rows % LstmGates != 0 || weight.Columns != table.Columns
            || !Has(gates, weight.Rows, input.Index.Length))
        {
            throw Error(
                WordOperation,
                "gates[4H,N] from W[4H,E], table[V,E], index[N]",
                $"gates {Of(gates)}, W {Of(weight)}, table {Of(table)}, index {Of(input.Index)}");
        }
    }

    private static bool AreGates(long count, MatrixView gates, MatrixView state)
        => Has(gates, count * state.Rows, state.Columns);
}
