namespace StRnn.Backends.Kernels;

/// <summary>The numbers of one SGD step.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">μ in [0, 1); 0 for plain SGD.</param>
/// <param name="WeightDecay">λ, L2, added to the gradient after clipping.</param>
/// <param name="ClipNorm">c, the largest global gradient norm; positive infinity for none.</param>
public readonly record struct SgdMomentumOptions(
    float LearningRate, float Momentum, float WeightDecay, float ClipNorm);
