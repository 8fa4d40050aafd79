using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// One launch per time step; the next step's operand is written packed, into one of two copies in turn.
/// </summary>
internal sealed class PanelLstmSequence(OpenClContext context) : ILstmSequenceKernels
{
    public void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        var own = (PanelMatrix)packed;
        var panels = own.Product;
        int batch = sequence.Batch;
        var strips = Strips.OfSparse(batch);
        long length = strips.PackedLength(sequence.H.Rows);
        var operand = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        strips.Pack(context, sequence.InitialH, operand);
        int activations = ActivationCode.Of(sequence.Activations);
        for (int at = 0, step = 0; at < sequence.Columns; at += batch, step++)
        {
            foreach (var (first, count, vectors) in strips.Groups())
            {
                panels.Describe(context.Kernel($"lstm_forward_{vectors}", own.Height)).Floats(values).Buffer(operand)
                    .Long(step % 2 * length).Long((step + 1) % 2 * length).Int(first).Matrix(sequence.GatesAt(at))
                    .Matrix(sequence.PreviousC(at))
                    .Matrix(sequence.C.ColumnRange(at, batch)).Matrix(sequence.H.ColumnRange(at, batch)).Int(batch)
                    .Int(activations).Local(panels.TileBytes(vectors)).Run(panels.Shape.BlockCount, count, 1);
            }
        }

        context.Flush();
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        var own = (PanelMatrix)packed;
        int batch = sequence.Batch;
        var strips = Strips.OfSparse(batch);
        long length = strips.PackedLength(sequence.Gates.Rows);
        var operand = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        int activations = ActivationCode.Of(sequence.Activations);
        int last = sequence.Columns - batch;
        for (int at = last, step = 0; at >= 0; at -= batch, step++)
        {
            foreach (var (first, count, vectors) in strips.Groups())
            {
                var call = own.CallTransposed(context, $"lstm_backward_{vectors}").Buffer(operand)
                    .Long(step % 2 * length).Long((step + 1) % 2 * length).Int(first).Matrix(sequence.GatesAt(at))
                    .Matrix(sequence.PreviousC(at)).Matrix(sequence.C.ColumnRange(at, batch))
                    .Matrix(dh.ColumnRange(at, batch))
                    .Matrix(dc).Int(batch).Int(activations).Flag(at == last);
                own.AddTile(context, call, strips, vectors).Run(own.TransposedBlocks, count, 1);
            }
        }

        context.Flush();
    }
}
