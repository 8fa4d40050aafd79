using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

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
    VectorView Index);
