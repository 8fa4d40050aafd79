using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The activations of one LSTM layer over a window of T steps of B columns each. The recurrent weight W_hh is not part
/// of it, so that the same record serves sparse weights, dense ones and <see cref="ILstmSequenceKernels"/>.
/// </summary>
/// <param name="Gates">
/// [4H, T*B]. Before the forward pass W_ih*x + bias; after it gates and candidate, as the cell leaves them; after the
/// backward pass the gradients of the pre-activations.
/// </param>
/// <param name="InitialH">h_(-1), [H, B]; not read in the backward pass.</param>
/// <param name="InitialC">c_(-1), [H, B].</param>
/// <param name="C">c_0 ... c_(T-1), [H, T*B], replaced in the forward pass.</param>
/// <param name="H">h_0 ... h_(T-1), [H, T*B], replaced in the forward pass; not read in the backward pass.</param>
/// <param name="Activations">σ and φ of the cell.</param>
public readonly record struct LstmSequence(
    MatrixView Gates, MatrixView InitialH, MatrixView InitialC, MatrixView C, MatrixView H, CellActivations Activations)
{
    /// <summary>Gets B, the columns of one step.</summary>
    public int Batch => InitialC.Columns;

    /// <summary>Gets T*B, the columns of all steps.</summary>
    public int Columns => Gates.Columns;

    /// <summary>Gets the gates of the step that begins at a column, [4H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView GatesAt(int at) => Gates.ColumnRange(at, Batch);

    /// <summary>Gets c of the step before the one that begins at a column, [H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView PreviousC(int at) => at == 0 ? InitialC : C.ColumnRange(at - Batch, Batch);

    /// <summary>Gets h of the step before the one that begins at a column, [H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView PreviousH(int at) => at == 0 ? InitialH : H.ColumnRange(at - Batch, Batch);
}
