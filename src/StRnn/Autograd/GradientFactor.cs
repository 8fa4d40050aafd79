using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>One use of a weight in a step: dW += G*Xᵀ, or dW_(ids[j], e) += G_ej for a lookup.</summary>
/// <param name="G">The gradient of the use's result: [m, N] of a product, [E, N] of a lookup.</param>
/// <param name="X">The product's input, [n, N]; null for a lookup.</param>
/// <param name="Ids">The rows looked up, N numbers; null for a product.</param>
internal sealed record GradientFactor(MatrixView G, MatrixView? X, VectorView? Ids);
