using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Rows;

/// <summary>
/// Two launches per time step on the activations where they lie; backward one is enough with the reset after the
/// product.
/// </summary>
internal sealed class RowGruSequence(OpenClContext context) : IGruSequenceKernels
{
    private const int Parts = 4;

    private int SumBytes => context.Tuning.UnitsPerGroup * Parts * context.Tuning.RowLanes * sizeof(float);

    public void Forward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence)
    {
        var ofGates = (RowMatrix)gates;
        var ofCandidate = (RowMatrix)candidate;
        int batch = sequence.Batch;
        int activations = ActivationCode.Of(sequence.Activations);
        bool isBefore = sequence.Reset == ResetGate.BeforeProduct;
        for (int at = 0; at < sequence.Columns; at += batch)
        {
            var (all, inner, previous) = (sequence.GatesAt(at), sequence.InnerAt(at), sequence.PreviousH(at));
            Run(
                context.Kernel("gru_gates_rows").Buffer(ofGates.RowOffsets).Buffer(ofGates.ColumnIndices)
                    .Floats(gateValues).Matrix(all).Matrix(previous).Matrix(inner).Int(sequence.H.Rows).Int(batch)
                    .Int(activations).Flag(isBefore),
                sequence);
            Run(
                context.Kernel("gru_state_rows").Buffer(ofCandidate.RowOffsets).Buffer(ofCandidate.ColumnIndices)
                    .Floats(candidateValues).Matrix(all).Matrix(inner).Matrix(previous)
                    .Matrix(sequence.H.ColumnRange(at, batch)).Int(sequence.H.Rows).Int(batch).Int(activations)
                    .Flag(isBefore),
                sequence);
        }

        context.Flush();
    }

    public void Backward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        var ofGates = (RowMatrix)gates;
        var ofCandidate = (RowMatrix)candidate;
        int batch = sequence.Batch;
        int hidden = sequence.H.Rows;
        int activations = ActivationCode.Of(sequence.Activations);
        bool isBefore = sequence.Reset == ResetGate.BeforeProduct;
        var carry = context.Scratch.Get(Scratch.Carry, (long)hidden * batch * sizeof(float));
        int last = sequence.Columns - batch;
        for (int at = last; at >= 0; at -= batch)
        {
            int later = Math.Min(last, at + batch);
            var (all, previous) = (sequence.GatesAt(at), sequence.PreviousH(at));
            Run(
                context.Kernel("gru_state_backward_rows").Buffer(ofGates.TransposedOffsets)
                    .Buffer(ofGates.TransposedColumns).Buffer(ofGates.TransposedValues)
                    .Buffer(ofCandidate.TransposedOffsets).Buffer(ofCandidate.TransposedColumns)
                    .Buffer(ofCandidate.TransposedValues).Matrix(sequence.GatesAt(later))
                    .Matrix(sequence.InnerAt(later)).Matrix(all).Matrix(sequence.InnerAt(at)).Matrix(previous)
                    .Matrix(dh.ColumnRange(at, batch)).Buffer(carry).Int(hidden).Int(batch).Int(activations)
                    .Flag(isBefore).Flag(at == last),
                sequence);
            if (isBefore)
            {
                Run(
                    context.Kernel("gru_gates_backward_rows").Buffer(ofCandidate.TransposedOffsets)
                        .Buffer(ofCandidate.TransposedColumns).Buffer(ofCandidate.TransposedValues).Matrix(all)
                        .Matrix(previous).Buffer(carry).Int(hidden).Int(batch).Int(activations),
                    sequence);
            }
        }

        context.Flush();
    }

    private void Run(KernelCall call, GruSequence sequence)
        => call.Local(SumBytes).Run(
            sequence.Batch, Parts, sequence.H.Rows, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
}
