namespace StRnn.Backends;

/// <summary>The input side of an LSTM over words, sparse times sparse.</summary>
/// <param name="Weight">W's form, [4H, E], prepared for <see cref="PatternUses.RowGather"/>.</param>
/// <param name="WeightValues">W's values.</param>
/// <param name="Table">The form of the word vectors, [V, E], prepared for <see cref="PatternUses.RowGather"/>.</param>
/// <param name="TableValues">Their values.</param>
/// <param name="Words">U distinct row numbers of the table (Int32).</param>
/// <param name="Index">For each of T*B columns the number of its word (Int32), in [0, U]; U is no input.</param>
public readonly record struct WordGateInput(
    SparseForm Weight, VectorView WeightValues, SparseForm Table, VectorView TableValues, VectorView Words, VectorView Index);
