using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Gru;
using StRnn.Layers.Cells.MinGru;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <content>The sequences of GRU and minGRU.</content>
internal sealed partial class AllKernelsRun
{
    private const int GruUnits = 69;
    private const int GruBatch = 23;
    private const int GruColumns = 5 * GruBatch;

    private void GruSequences()
    {
        Weight gates = bench.Sparse(
            PatternCase.Random(2 * GruUnits, GruUnits, 0.2), Products | WeightUses.RhnRecurrence, Layout.Piece, 0.3f)
            .Weight(Side.Tested);
        Weight candidate = bench.Sparse(PatternCase.Random(GruUnits, GruUnits, 0.2), Products, Layout.Piece, 0.3f)
            .Weight(Side.Tested);
        foreach (CellActivations activations in CellFormula.Some)
        {
            foreach (ResetGate reset in Enum.GetValues<ResetGate>())
            {
                string name = $"{reset} {activations}";
                Run($"composed {name}", ComposedGruSequence.Forward, ComposedGruSequence.Backward, reset, activations);
                Run($"the engine's {name}", GruRecurrence.Forward, GruRecurrence.Backward, reset, activations);
            }
        }

        void Run(
            string name,
            Action<Weight, Weight, GruSequence> forward,
            Action<Weight, Weight, GruSequence, MatrixView, MatrixView> backward,
            ResetGate reset,
            CellActivations activations)
        {
            var sequence = new GruSequence(
                Out($"{name} GRU gates", 3 * GruUnits, GruColumns),
                Out($"{name} GRU inner", GruUnits, GruColumns),
                In(GruUnits, GruBatch),
                Out($"{name} GRU h", GruUnits, GruColumns),
                reset,
                activations);
            forward(gates, candidate, sequence);

            // Backward may leave anything in dh, so it is no result; the gates become one.
            MatrixView dh = bench.Output("dh", GruUnits, GruColumns, Layout.Piece).Matrix(Side.Tested);
            backward(gates, candidate, sequence, dh, bench.Scratch(GruUnits, GruBatch));
        }
    }

    private void MinGruSequences()
    {
        foreach (CellActivations activations in CellFormula.Some)
        {
            MatrixView gates = Out($"minGRU gates {activations}", 2 * GruUnits, GruColumns);
            MatrixView h = Out($"minGRU h {activations}", GruUnits, GruColumns);
            MatrixView initial = In(GruUnits, GruBatch);
            MinGruRecurrence.Forward(bench.Tested, gates, initial, h, activations);
            MatrixView dh = bench.Output("dh", GruUnits, GruColumns, Layout.Piece).Matrix(Side.Tested);
            MinGruRecurrence.Backward(bench.Tested, gates, initial, h, dh, activations);
        }
    }
}
