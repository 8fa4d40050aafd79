namespace StRnn.Autograd;

/// <summary>The factors by which a parameterization changes what is declared for all parameters together.</summary>
/// <param name="InitialRange">The factor of r in U(-r, r), above 0.</param>
/// <param name="LearningRate">The factor of the learning rate, above 0.</param>
public sealed record ParameterScale(double InitialRange, double LearningRate)
{
    /// <summary>Gets the factors of a parameter that is trained as declared, 1 and 1.</summary>
    public static ParameterScale Standard { get; } = new(1, 1);
}
