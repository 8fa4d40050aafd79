using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// Two launches per time step, and backward a third with the reset after the product; what a later launch multiplies is
/// written packed.
/// </summary>
internal sealed class PanelGruSequence(OpenClContext context) : IGruSequenceKernels
{
    public void Forward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence)
    {
        var ofGates = ((PanelMatrix)gates).Product;
        var ofCandidate = ((PanelMatrix)candidate).Product;
        int batch = sequence.Batch;
        bool isBefore = sequence.Reset == ResetGate.BeforeProduct;
        var strips = Strips.OfSparse(batch);
        long length = strips.PackedLength(sequence.H.Rows);

        // Two copies of h in turn, and r*h where that is multiplied.
        var states = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        var inner = context.Scratch.Get(Scratch.PackedToo, length * sizeof(float));
        strips.Pack(context, sequence.InitialH, states);
        int activations = ActivationCode.Of(sequence.Activations);
        for (int at = 0, step = 0; at < sequence.Columns; at += batch, step++)
        {
            long from = step % 2 * length;
            foreach (var (first, count, vectors) in strips.Groups())
            {
                ofGates.Describe(context.Kernel($"gru_gates_{vectors}")).Floats(gateValues).Buffer(states).Long(from)
                    .Buffer(inner).Int(first).Matrix(sequence.GatesAt(at)).Matrix(sequence.PreviousH(at))
                    .Matrix(sequence.InnerAt(at)).Int(batch).Int(activations).Flag(isBefore)
                    .Local(ofGates.TileBytes(vectors)).Run(ofGates.Shape.BlockCount, count, 1);
            }

            foreach (var (first, count, vectors) in strips.Groups())
            {
                ofCandidate.Describe(context.Kernel($"gru_state_{vectors}")).Floats(candidateValues)
                    .Buffer(isBefore ? inner : states).Long(isBefore ? 0 : from).Buffer(states)
                    .Long((step + 1) % 2 * length).Int(first).Matrix(sequence.GatesAt(at)).Matrix(sequence.InnerAt(at))
                    .Matrix(sequence.PreviousH(at)).Matrix(sequence.H.ColumnRange(at, batch)).Int(batch)
                    .Int(activations).Flag(isBefore).Local(ofCandidate.TileBytes(vectors))
                    .Run(ofCandidate.Shape.BlockCount, count, 1);
            }
        }

        context.Flush();
    }

    public void Backward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        var ownGates = (PanelMatrix)gates;
        var ownCandidate = (PanelMatrix)candidate;
        int batch = sequence.Batch;
        int hidden = sequence.H.Rows;
        bool isBefore = sequence.Reset == ResetGate.BeforeProduct;
        var strips = Strips.OfSparse(batch);
        long length = strips.PackedLength(hidden);

        // What W_hn's transposed copy multiplies, two copies in turn where a step reads what the step before wrote; and
        // what W_hh's does.
        var ofCandidate = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        var ofGates = context.Scratch.Get(Scratch.PackedToo, 2 * length * sizeof(float));
        var carry = context.Scratch.Get(Scratch.Carry, (long)hidden * batch * sizeof(float));
        int activations = ActivationCode.Of(sequence.Activations);
        int last = sequence.Columns - batch;
        var state = isBefore ? ownGates : ownCandidate;
        for (int at = last, step = 0; at >= 0; at -= batch, step++)
        {
            var (all, previous) = (sequence.GatesAt(at), sequence.PreviousH(at));
            var gradient = dh.ColumnRange(at, batch);
            foreach (var (first, count, vectors) in strips.Groups())
            {
                if (!isBefore && at < last)
                {
                    ownGates.Transposed.Describe(context.Kernel($"spmm_{vectors}")).Buffer(ownGates.TransposedValues)
                        .Long(0).Buffer(ofGates).Int(2 * hidden).Int(first).Matrix(gradient).Int(batch)
                        .Flag(true).Local(ownGates.Transposed.TileBytes(vectors))
                        .Run(ownGates.Transposed.Shape.BlockCount, count, 1);
                }
            }

            foreach (var (first, count, vectors) in strips.Groups())
            {
                state.Transposed.Describe(context.Kernel($"gru_state_backward_{vectors}"))
                    .Buffer(state.TransposedValues).Buffer(isBefore ? ofGates : ofCandidate)
                    .Long(isBefore ? 0 : step % 2 * length).Int(isBefore ? 2 * hidden : hidden).Buffer(ofCandidate)
                    .Long((step + 1) % 2 * length).Buffer(ofGates).Int(first).Matrix(all).Matrix(sequence.InnerAt(at))
                    .Matrix(previous).Matrix(gradient).Buffer(carry).Int(batch).Int(activations).Flag(isBefore)
                    .Flag(at == last).Local(state.Transposed.TileBytes(vectors))
                    .Run(state.Transposed.Shape.BlockCount, count, 1);
            }

            foreach (var (first, count, vectors) in strips.Groups())
            {
                if (isBefore)
                {
                    ownCandidate.Transposed.Describe(context.Kernel($"gru_gates_backward_{vectors}"))
                        .Buffer(ownCandidate.TransposedValues).Buffer(ofCandidate).Long((step + 1) % 2 * length)
                        .Buffer(ofGates).Int(first).Matrix(all).Matrix(previous).Buffer(carry).Int(batch)
                        .Int(activations).Local(ownCandidate.Transposed.TileBytes(vectors))
                        .Run(ownCandidate.Transposed.Shape.BlockCount, count, 1);
                }
            }
        }

        context.Flush();
    }
}
