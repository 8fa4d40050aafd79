using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Gru;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;
using StRnn.Tensors;

namespace StRnn.OpenCL.Families;

/// <summary>
/// A whole GRU sequence: two launches per step, product and half of the cell together. Where rows share their columns,
/// which a GRU's three gates never do together, it is composed of the products of blocks and the cell.
/// </summary>
internal sealed class OpenClGruSequenceKernels(OpenClContext context, IBackend backend) : IGruSequenceKernels
{
    private const string Operation = "GRU sequence";

    private readonly IGruSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelGruSequence(context)
        : new RowGruSequence(context);

    public void Forward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence)
    {
        using var call = context.Begin();
        var (ownGates, ownCandidate) = Own(gates, candidate);
        KernelShapes.CheckGruForward(gates, gateValues, candidate, candidateValues, sequence);
        if (HaveBlocks(ownGates, ownCandidate))
        {
            ComposedGruSequence.Forward(
                new SparseWeight(backend, gates, gateValues),
                new SparseWeight(backend, candidate, candidateValues),
                sequence);
        }
        else if (sequence.Columns > 0)
        {
            _layout.Forward(ownGates, gateValues, ownCandidate, candidateValues, sequence);
        }
    }

    public void Backward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        using var call = context.Begin();
        var (ownGates, ownCandidate) = Own(gates, candidate);
        KernelShapes.CheckGruBackward(gates, candidate, sequence, dh, dInner);
        if (HaveBlocks(ownGates, ownCandidate))
        {
            ComposedGruSequence.Backward(
                new SparseWeight(backend, gates, ownGates.Refreshed),
                new SparseWeight(backend, candidate, ownCandidate.Refreshed),
                sequence,
                dh,
                dInner);
        }
        else if (sequence.Columns > 0)
        {
            _layout.Backward(ownGates, ownCandidate, sequence, dh, dInner);
        }
    }

    private static bool HaveBlocks(OpenClPackedMatrix gates, OpenClPackedMatrix candidate)
        => gates.Height > 1 || candidate.Height > 1;

    private (OpenClPackedMatrix Gates, OpenClPackedMatrix Candidate) Own(PackedMatrix gates, PackedMatrix candidate)
        => (OpenClPackedMatrix.Of(context, gates, Operation), OpenClPackedMatrix.Of(context, candidate, Operation));
}
