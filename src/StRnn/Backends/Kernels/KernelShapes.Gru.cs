using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <content>
/// The rules of the GRU's cell, <see cref="IGruSequenceKernels"/> and <see cref="IMinGruSequenceKernels"/>.
/// </content>
public static partial class KernelShapes
{
    private const long GruGates = 3;
    private const string GruSequenceName = "GRU sequence";
    private const string MinGruSequenceName = "minGRU sequence";

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.GruGatesForward"/>.</summary>
    public static void CheckGruGatesForward(
        MatrixView gates, MatrixView hPrevious, MatrixView inner, ResetGate reset, CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.GruGatesForward);
        CheckGruCell(Operation, gates, inner, hPrevious, hPrevious, activations);
        CheckReset(Operation, reset);
    }

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.GruStateForward"/>.</summary>
    public static void CheckGruStateForward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        ResetGate reset,
        CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.GruStateForward);
        CheckGruCell(Operation, gates, inner, hPrevious, h, activations);
        CheckReset(Operation, reset);
    }

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.GruStateBackward"/>.</summary>
    public static void CheckGruStateBackward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView dh,
        ResetGate reset,
        CellActivations activations)
    {
        const string Operation = nameof(IRecurrentKernels.GruStateBackward);
        CheckGruCell(Operation, gates, inner, hPrevious, dh, activations);
        CheckReset(Operation, reset);
    }

    /// <summary>Checks the operands of <see cref="IRecurrentKernels.GruGatesBackward"/>.</summary>
    public static void CheckGruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations)
        => CheckGruCell(
            nameof(IRecurrentKernels.GruGatesBackward), gates, dInner, hPrevious, dh, activations);

    /// <summary>Checks the operands of <see cref="IGruSequenceKernels.Forward"/>.</summary>
    public static void CheckGruForward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence)
    {
        CheckGru(gates, candidate, sequence);
        CheckValues(GruSequenceName, gates, nameof(gateValues), gateValues);
        CheckValues(GruSequenceName, candidate, nameof(candidateValues), candidateValues);
    }

    /// <summary>Checks the operands of <see cref="IGruSequenceKernels.Backward"/>.</summary>
    public static void CheckGruBackward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        CheckGru(gates, candidate, sequence);
        CheckUses(GruSequenceName, gates, gates.Uses.HasTransposedProduct());
        CheckUses(GruSequenceName, candidate, candidate.Uses.HasTransposedProduct());
        if (!AreSame(dh, sequence.H) || !AreSame(dInner, sequence.InitialH))
        {
            throw Error(
                GruSequenceName,
                "dh[H,T*B], dInner[H,B]",
                $"dh {Of(dh)}, dInner {Of(dInner)}, h {Of(sequence.H)} of batch {sequence.Batch}");
        }
    }

    /// <summary>Checks the operands of <see cref="IMinGruSequenceKernels.Forward"/>.</summary>
    public static void CheckMinGruForward(
        MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations)
        => CheckMinGruBackward(gates, initial, h, h, activations);

    /// <summary>Checks the operands of <see cref="IMinGruSequenceKernels.Backward"/>.</summary>
    public static void CheckMinGruBackward(
        MatrixView gates, MatrixView initial, MatrixView h, MatrixView dh, CellActivations activations)
    {
        CheckActivations(MinGruSequenceName, activations);
        if (!AreGates(RhnGates, gates, h) || initial.Rows != h.Rows || !AreSame(dh, h))
        {
            throw Error(
                MinGruSequenceName,
                "gates[2H,T*B], initial[H,B], h[H,T*B], dh[H,T*B]",
                $"gates {Of(gates)}, initial {Of(initial)}, h {Of(h)}, dh {Of(dh)}");
        }

        CheckSteps(MinGruSequenceName, h.Columns, initial.Columns);
    }

    private static void CheckGru(PackedMatrix gates, PackedMatrix candidate, GruSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(candidate);
        CheckActivations(GruSequenceName, sequence.Activations);
        CheckReset(GruSequenceName, sequence.Reset);
        CheckUses(GruSequenceName, gates, gates.Uses.HasFlag(WeightUses.RhnRecurrence));
        CheckUses(GruSequenceName, candidate, candidate.Uses.HasProduct());
        var (all, inner, initial, h) = (sequence.Gates, sequence.Inner, sequence.InitialH, sequence.H);
        if (candidate.Rows != candidate.Columns || gates.Columns != candidate.Columns
            || !Has(h, candidate.Rows, all.Columns) || !AreGates(GruGates, all, h) || !AreSame(inner, h)
            || initial.Rows != h.Rows)
        {
            throw Error(
                GruSequenceName,
                "W[2H,H], W_n[H,H], gates[3H,T*B], inner[H,T*B], initial h [H,B], h[H,T*B]",
                $"W {Of(gates)}, W_n {Of(candidate)}, gates {Of(all)}, inner {Of(inner)}, initial h {Of(initial)}, h "
                + $"{Of(h)}");
        }

        CheckSteps(GruSequenceName, sequence.Columns, sequence.Batch);
    }

    private static void CheckGruCell(
        string operation,
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        CellActivations activations)
    {
        CheckActivations(operation, activations);
        if (!AreGates(GruGates, gates, h) || !AreSame(inner, h) || !AreSame(hPrevious, h))
        {
            throw Error(
                operation,
                "gates[3H,B], inner[H,B], hPrevious[H,B], h[H,B]",
                $"gates {Of(gates)}, inner {Of(inner)}, hPrevious {Of(hPrevious)}, h {Of(h)}");
        }
    }

    private static void CheckReset(string operation, ResetGate reset)
    {
        if (reset is not (ResetGate.AfterProduct or ResetGate.BeforeProduct))
        {
            throw new ArgumentException(
                $"{operation}: unknown reset gate {reset}, expected AfterProduct or BeforeProduct.");
        }
    }
}
