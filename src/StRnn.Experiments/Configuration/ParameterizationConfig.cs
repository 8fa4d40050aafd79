using StRnn.Autograd;
using StRnn.Experiments.Methods;
using StRnn.Sparsity.Initialization;

namespace StRnn.Experiments.Configuration;

/// <summary>
/// Describes the sparse maximal update parameterization of a run: the base model whose initial ranges and learning rate
/// the configuration states.
/// </summary>
/// <param name="BaseWidth">H of the base model.</param>
/// <param name="BaseDensity">The density of the base model; 1 for a dense one.</param>
public sealed record ParameterizationConfig(int BaseWidth, double BaseDensity = 1)
{
    /// <summary>The word for initial ranges and a learning rate that do not depend on width and density.</summary>
    public const string Standard = "standard";

    /// <summary>The word for those that do.</summary>
    public const string MaximalUpdate = "smupar";

    internal static readonly string[] Names = [Standard, MaximalUpdate];

    /// <summary>Sets the factors of a run's parameters.</summary>
    /// <param name="parameters">The parameters; they need no weights yet.</param>
    /// <param name="config">The run's configuration.</param>
    /// <exception cref="RunException">The run's other settings contradict this one.</exception>
    internal void Apply(IReadOnlyList<Parameter> parameters, RunConfig config)
    {
        try
        {
            if (config.Method[MethodOptions.InitScale] == NamedParts.Widened)
            {
                throw new NotSupportedException(
                    $"{MethodOptions.InitScale} {NamedParts.Widened} and the parameterization {MaximalUpdate} both "
                    + "set the initial range of sparse matrices: choose one.");
            }

            new SparseMaximalUpdate((double)config.HiddenWidth / BaseWidth, BaseDensity).Apply(
                parameters,
                config.Method.ToMethod().Initializer,
                config.Training.Optimizer == TrainingConfig.AdamName);
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException)
        {
            throw new RunException(RunProblem.Contradiction, exception.Message, exception);
        }
    }
}
