using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// One micro-layer of a recurrent highway network over a whole window, as <see cref="IRhnSequenceKernels"/> take it.
/// With D of them a time step passes the state through R_1 ... R_D.
/// </summary>
/// <param name="Packed">
/// R_l packed, [2H, H], for <see cref="WeightUses.RhnRecurrence"/>; its rows are H for the candidate h, then H for the
/// transform gate t.
/// </param>
/// <param name="Values">R_l's values, [nnz].</param>
/// <param name="Gates">
/// [2H, T*B]: what is added to R_l*input before the non-linearities (bias; in the first micro-layer W*x too) on entry.
/// </param>
/// <param name="Input">[H, T*B], replaced: m*s_(l-1), what R_l multiplies.</param>
/// <param name="State">[H, T*B], replaced: s_l.</param>
public readonly record struct RhnMicroLayer(
    PackedMatrix Packed, VectorView Values, MatrixView Gates, MatrixView Input, MatrixView State);
