using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels that compute the gates of words without a dense embedding: a word has few active inputs and a batch
/// repeats words, so each distinct word's sparse row is multiplied once with the sparse weight, forward and backward.
/// The engine composes the same result for backends without them.
/// </summary>
public interface IWordGateKernels
{
    /// <summary>
    /// Computes the gates: gates_(i, j) = b_i + sum over e of W_ie * E_(word of j, e). Where a column has no input, the
    /// rows of the gates i, f and o become -∞ and those of g become 0.
    /// </summary>
    /// <param name="input">W, E and the words.</param>
    /// <param name="bias">b, [4H].</param>
    /// <param name="gates">[4H, T*B], replaced.</param>
    void Forward(WordGateInput input, VectorView bias, MatrixView gates);

    /// <summary>
    /// Computes the gradients of <see cref="Forward"/>, of nonzeros only: with D_iu = sum over the columns j of word u
    /// of dGates_ij, dW_ie = sum over u of D_iu * E_ue; dE_ue = sum over i of D_iu * W_ie; db_i = sum over u of D_iu.
    /// </summary>
    /// <param name="input">As in the forward pass; its words are distinct.</param>
    /// <param name="dGates">[4H, T*B].</param>
    /// <param name="dWeight">In the order of W, packed.</param>
    /// <param name="addWeight">Add to <paramref name="dWeight"/> instead of replacing it.</param>
    /// <param name="dTable">In the table's packed order; rows that were not looked up become 0 when replacing.</param>
    /// <param name="addTable">Add to <paramref name="dTable"/> instead of replacing it.</param>
    /// <param name="dBias">[4H].</param>
    /// <param name="addBias">Add to <paramref name="dBias"/> instead of replacing it.</param>
    void Backward(
        WordGateInput input,
        MatrixView dGates,
        VectorView dWeight,
        bool addWeight,
        VectorView dTable,
        bool addTable,
        VectorView dBias,
        bool addBias);
}

/// <summary>The operands of the input product of an LSTM over words, sparse times sparse.</summary>
/// <param name="Weight">W packed, [4H, E], for <see cref="WeightUses.RowGather"/>.</param>
/// <param name="WeightValues">W's values.</param>
/// <param name="Table">The packed embedding, [V, E], packed for <see cref="WeightUses.RowGather"/>.</param>
/// <param name="TableValues">The embedding's values.</param>
/// <param name="Words">U distinct row numbers of the table (Int32).</param>
/// <param name="Index">For each of T*B columns the number of its word (Int32), in [0, U]; U is no input.</param>
public readonly record struct WordGateInput(
    PackedMatrix Weight,
    VectorView WeightValues,
    PackedMatrix Table,
    VectorView TableValues,
    VectorView Words,
    VectorView Index)
{
    /// <summary>Gets the pre-activations of a column without input, of gates i, f, g, o.</summary>
    public static IReadOnlyList<float> WithoutInput { get; } =
        [float.NegativeInfinity, float.NegativeInfinity, 0, float.NegativeInfinity];
}
