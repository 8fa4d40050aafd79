using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Rows;

/// <summary>One launch per micro-step, on the activations where they lie.</summary>
internal sealed class RowRhnSequence(OpenClContext context) : IRhnSequenceKernels
{
    private const int Parts = 4;

    private int SumBytes => context.Tuning.UnitsPerGroup * Parts * context.Tuning.RowLanes * sizeof(float);

    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        var steps = new RhnMicroSteps(layers, initial);
        var multipliers = new VariationalMask(context, mask, steps.Hidden, steps.Batch);
        multipliers.Apply(context, initial, steps.Input(0));
        for (int i = 0; i < steps.Count; i++)
        {
            var layer = steps.Layer(i);
            var packed = (RowMatrix)layer.Packed;
            bool hasNext = i + 1 < steps.Count;
            var call = context.Kernel("rhn_forward_rows", packed.Height).Buffer(packed.RowOffsets)
                .Buffer(packed.ColumnIndices).Floats(layer.Values)
                .Matrix(steps.Input(i)).Matrix(steps.Gates(i)).Matrix(steps.Previous(i)).Matrix(steps.State(i))
                .Matrix(steps.Input(hasNext ? i + 1 : i)).Flag(hasNext);
            multipliers.Describe(call, packed.RowOffsets).Int(steps.Hidden).Int(steps.Batch)
                .Int(ActivationCode.Of(activations)).Local(SumBytes * packed.Height)
                .Run(steps.Batch, Parts, steps.Hidden, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
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
        var carry = context.Scratch.Get(Scratch.Carry, (long)steps.Hidden * steps.Batch * sizeof(float));
        int last = steps.Count - 1;
        for (int i = last; i >= 0; i--)
        {
            int later = Math.Min(last, i + 1);
            var packed = (RowMatrix)steps.Layer(later).Packed;
            var call = packed.DescribeTransposed(context.Kernel("rhn_backward_rows", packed.Height))
                .Matrix(steps.Gates(later)).Matrix(steps.Gates(i)).Matrix(steps.Previous(i)).Matrix(steps.View(dy, i))
                .Flag(steps.EndsStep(i)).Buffer(carry);
            multipliers.Describe(call, carry).Int(steps.Hidden).Int(steps.Batch).Int(ActivationCode.Of(activations))
                .Flag(i == last).Local(SumBytes)
                .Run(steps.Batch, Parts, steps.Hidden, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
        }

        context.Flush();
    }
}
