using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The activations of one GRU layer over a window of T steps of B columns each. The recurrent weights are not part of
/// it, so that the same record serves sparse weights, dense ones and <see cref="IGruSequenceKernels"/>.
/// </summary>
/// <param name="Gates">
/// [3H, T*B], rows r, z, n. Before the forward pass W_ih*x + bias; after it gates and candidate, as the cell leaves
/// them; after the backward pass the gradients of the pre-activations.
/// </param>
/// <param name="Inner">
/// [H, T*B]. With the reset after the product: what is added to W_hn*h on entry, the sum after the forward pass, its
/// gradient after the backward pass. With the reset before it: r*h, replaced in the forward pass and kept.
/// </param>
/// <param name="InitialH">h_(-1), [H, B].</param>
/// <param name="H">h_0 ... h_(T-1), [H, T*B], replaced in the forward pass.</param>
/// <param name="Reset">The side of the product on which r acts.</param>
/// <param name="Activations">σ and φ of the cell.</param>
public readonly record struct GruSequence(
    MatrixView Gates, MatrixView Inner, MatrixView InitialH, MatrixView H, ResetGate Reset, CellActivations Activations)
{
    /// <summary>Gets B, the columns of one step.</summary>
    public int Batch => InitialH.Columns;

    /// <summary>Gets T*B, the columns of all steps.</summary>
    public int Columns => Gates.Columns;

    /// <summary>Gets the rows of r and z of the step that begins at a column, [2H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView ResetAndUpdateAt(int at) => GatesAt(at).RowRange(0, 2 * H.Rows);

    /// <summary>Gets the rows of n of the step that begins at a column, [H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView CandidateAt(int at) => GatesAt(at).RowRange(2 * H.Rows, H.Rows);

    /// <summary>Gets the gates of the step that begins at a column, [3H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView GatesAt(int at) => Gates.ColumnRange(at, Batch);

    /// <summary>Gets the inner product's operand or result of the step that begins at a column, [H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView InnerAt(int at) => Inner.ColumnRange(at, Batch);

    /// <summary>Gets h of the step before the one that begins at a column, [H, B].</summary>
    /// <param name="at">The step's first column, t*B.</param>
    public MatrixView PreviousH(int at) => at == 0 ? InitialH : H.ColumnRange(at - Batch, Batch);
}
