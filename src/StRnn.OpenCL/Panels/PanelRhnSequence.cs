using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// One launch per micro-step; the next one's operand is written packed, into one of two copies in turn.
/// </summary>
internal sealed class PanelRhnSequence(OpenClContext context) : IRhnSequenceKernels
{
    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        var steps = new RhnMicroSteps(layers, initial);
        var multipliers = new VariationalMask(context, mask, steps.Hidden, steps.Batch);
        var strips = Strips.OfSparse(steps.Batch);
        long length = strips.PackedLength(steps.Hidden);
        var operand = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        multipliers.Apply(context, initial, steps.Input(0));
        strips.Pack(context, steps.Input(0), operand);
        for (int i = 0; i < steps.Count; i++)
        {
            var layer = steps.Layer(i);
            var own = (PanelMatrix)layer.Packed;
            var panels = own.Product;
            bool hasNext = i + 1 < steps.Count;
            foreach (var (first, count, vectors) in strips.Groups())
            {
                var call = panels.Describe(context.Kernel($"rhn_forward_{vectors}", own.Height)).Floats(layer.Values)
                    .Buffer(operand).Long(i % 2 * length).Long((i + 1) % 2 * length).Int(first).Matrix(steps.Gates(i))
                    .Matrix(steps.Previous(i))
                    .Matrix(steps.State(i)).Matrix(steps.Input(hasNext ? i + 1 : i)).Flag(hasNext);
                multipliers.Describe(call, operand).Int(steps.Batch).Int(ActivationCode.Of(activations))
                    .Local(panels.TileBytes(vectors))
                    .Run(panels.Shape.BlockCount, count, 1);
            }
        }

        context.Flush();
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        CellActivations activations)
    {
        var steps = new RhnMicroSteps(layers, initial);
        var multipliers = new VariationalMask(context, mask, steps.Hidden, steps.Batch);
        var strips = Strips.OfSparse(steps.Batch);
        long length = strips.PackedLength(2 * steps.Hidden);
        var operand = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        var carry = context.Scratch.Get(Scratch.Carry, (long)steps.Hidden * steps.Batch * sizeof(float));
        int last = steps.Count - 1;
        for (int i = last; i >= 0; i--)
        {
            // The product is that of the later micro-step, whose gradients the launch before left packed.
            var packed = (PanelMatrix)steps.Layer(Math.Min(last, i + 1)).Packed;
            foreach (var (first, count, vectors) in strips.Groups())
            {
                var call = packed.CallTransposed(context, $"rhn_backward_{vectors}").Buffer(operand)
                    .Long((i + 1) % 2 * length).Long(i % 2 * length).Int(first).Matrix(steps.Gates(i))
                    .Matrix(steps.Previous(i)).Matrix(steps.View(dy, i)).Flag(steps.EndsStep(i)).Buffer(carry);
                multipliers.Describe(call, operand).Int(steps.Batch).Int(ActivationCode.Of(activations))
                    .Flag(i == last);
                packed.AddTile(context, call, strips, vectors).Run(packed.TransposedBlocks, count, 1);
            }
        }

        context.Flush();
    }
}
