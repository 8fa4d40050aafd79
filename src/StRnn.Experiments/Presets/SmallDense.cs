using StRnn.Accounting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Sparsity.Initialization;

namespace StRnn.Experiments.Presets;

/// <summary>
/// Finds the width of a dense model with as many weights as a sparse one, or as a budget: the fair opponent of a sparse
/// model (Liu et al. 2021, table 2). Every hidden width shrinks; the vocabulary does not.
/// </summary>
internal static class SmallDense
{
    private const double LargestMiss = 0.25;

    /// <summary>
    /// Returns the configuration with the width that comes closest; unchanged if it is not a small dense one, or is
    /// sized already.
    /// </summary>
    /// <typeparam name="TConfig">The task's configuration.</typeparam>
    /// <param name="config">A configuration whose data are known.</param>
    public static TConfig Size<TConfig>(TConfig config)
        where TConfig : RunConfig
    {
        var method = config.Method;
        if (method.Name != MethodNames.SmallDense || method.IsSized == true)
        {
            return config;
        }

        long budget = method.Budget ?? WeightsOf(config, Connections(method));
        int hidden = Closest(width => WeightsOf(config.WithHidden(width), null), budget);
        long weights = WeightsOf(config.WithHidden(hidden), null);
        if (Math.Abs(weights - budget) > LargestMiss * budget)
        {
            throw new RunException(
                RunProblem.NoWidth,
                $"No width of this model comes near {budget:N0} weights: the closest, {hidden}, has {weights:N0}.");
        }

        return (TConfig)config.WithHidden(hidden) with { Method = method with { IsSized = true } };
    }

    /// <summary>
    /// Finds the whole number from 1 on whose value is closest to a target, for a rising function; of two the smaller.
    /// </summary>
    internal static int Closest(Func<int, long> function, long target)
    {
        int above = 1;
        while (function(above) < target)
        {
            above = checked(above * 2);
        }

        int below = Math.Max(1, above / 2);
        while (above - below > 1)
        {
            int middle = below + ((above - below) / 2);
            if (function(middle) < target)
            {
                below = middle;
            }
            else
            {
                above = middle;
            }
        }

        return Math.Abs(function(below) - target) <= Math.Abs(function(above) - target) ? below : above;
    }

    private static long WeightsOf(RunConfig config, ISparseInitializer? connections)
        => ModelAccount.Plan(ModelDeclaration.Of(config).Parameters, connections).WeightCount;

    // How the sparse model would distribute its connections does not change their number.
    private static ISparseInitializer Connections(MethodConfig method)
        => MethodConfig.Of(MethodNames.Static, method.Sparsity, method.Epsilon).ToInitializer()!;
}
