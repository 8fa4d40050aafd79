using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Backends.Composed;

/// <summary>
/// One micro-layer of a recurrent highway network over a whole window, with a weight of any kind; <see
/// cref="RhnMicroLayer"/> is its form for sparse weights.
/// </summary>
/// <param name="Weight">R_l, [2H, H]: the rows of the candidate, then those of the transform gate.</param>
/// <param name="Gates">
/// [2H, T*B]. Before the forward pass what is added to R_l*input; after it candidate and gate, as the cell leaves them;
/// after the backward pass the gradients of the pre-activations.
/// </param>
/// <param name="Input">[H, T*B], replaced in the forward pass: m*s_(l-1), what R_l multiplies.</param>
/// <param name="State">[H, T*B], replaced in the forward pass: s_l.</param>
public readonly record struct ComposedRhnLayer(Weight Weight, MatrixView Gates, MatrixView Input, MatrixView State);
