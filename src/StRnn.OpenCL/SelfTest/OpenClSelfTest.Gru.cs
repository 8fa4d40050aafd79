using StRnn.Backends.Kernels;
using StRnn.Layers.Cells.Gru;
using StRnn.Layers.Cells.MinGru;

namespace StRnn.OpenCL.SelfTest;

/// <content>The kernels of GRU and minGRU.</content>
public static partial class OpenClSelfTest
{
    private static void GruCell(SelfTestSide side)
    {
        foreach (var activations in AllActivations())
        {
            foreach (var reset in Enum.GetValues<ResetGate>())
            {
                var (gates, before) = (side.Out(3 * Hidden, Batch), side.In(Hidden, Batch));
                var (inner, dh) = (side.Out(Hidden, Batch), side.Out(Hidden, Batch));
                var cell = side.Backend.Recurrent;
                cell.GruGatesForward(gates, before, inner, reset, activations);
                cell.GruStateForward(gates, inner, before, side.Out(Hidden, Batch), reset, activations);
                cell.GruStateBackward(gates, inner, before, dh, reset, activations);
                cell.GruGatesBackward(gates, side.In(Hidden, Batch), before, dh, activations);
            }
        }
    }

    private static void GruSequence(SelfTestSide side)
    {
        foreach (var (batch, activations) in Sequences())
        {
            foreach (var reset in Enum.GetValues<ResetGate>())
            {
                int columns = batch * Steps;
                var gates = side.Weight(2 * Hidden, Hidden, WeightUses.RhnRecurrence);
                var candidate = side.Weight(Hidden, Hidden, WeightUses.Product | WeightUses.TransposedProduct);
                var h = side.Out(Hidden, columns + batch);
                var sequence = new GruSequence(
                    side.Out(3 * Hidden, columns),
                    side.Out(Hidden, columns),
                    h.ColumnRange(0, batch),
                    h.ColumnRange(batch, columns),
                    reset,
                    activations);
                GruRecurrence.Forward(gates, candidate, sequence);
                GruRecurrence.Backward(
                    gates, candidate, sequence, side.In(Hidden, columns), side.Scratch(Hidden, batch));
            }
        }
    }

    private static void MinGruSequence(SelfTestSide side)
    {
        foreach (var (batch, activations) in Sequences())
        {
            var (gates, initial) = (side.Out(2 * Hidden, batch * Steps), side.In(Hidden, batch));
            var h = side.Out(Hidden, batch * Steps);
            MinGruRecurrence.Forward(side.Backend, gates, initial, h, activations);
            MinGruRecurrence.Backward(
                side.Backend, gates, initial, h, side.In(Hidden, batch * Steps), activations);
        }
    }
}
