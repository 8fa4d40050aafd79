using StRnn.Autograd;

namespace StRnn.Sparsity;

/// <summary>
/// Reads the optimiser's momentum of a parameter's values, in canonical order; blocks until the backend is done.
/// </summary>
/// <param name="parameter">The parameter.</param>
/// <param name="momentum">[ParameterCount].</param>
public delegate void MomentumReader(Parameter parameter, Span<float> momentum);
