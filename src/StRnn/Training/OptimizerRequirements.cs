using StRnn.Optimizers;
using StRnn.Sparsity.Topology;

namespace StRnn.Training;

/// <summary>The check that a method and an optimiser go together.</summary>
internal static class OptimizerRequirements
{
    /// <summary>Checks that an optimiser keeps what a method looks at, and a method what an optimiser needs.</summary>
    /// <param name="schedule">The method's topology updates.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <exception cref="TrainingException">They do not go together.</exception>
    public static void Check(TopologySchedule schedule, IOptimizer optimizer)
    {
        if (schedule.NeedsMomentum && !optimizer.HasMomentum)
        {
            throw new TrainingException(
                $"The method looks at the optimiser's momentum, but {optimizer.Name} keeps none.")
            {
                Cause = TrainingFailure.MomentumMissing,
            };
        }

        if (optimizer is IAveragingOptimizer && schedule.ResetsOptimizer)
        {
            throw new TrainingException(
                $"The method resets the optimiser's state at each topology update, and with it the average of the "
                + $"weights that {optimizer.Name} keeps: let it keep the state, or choose another optimiser.");
        }

        // The weights wait in the gradients' memory while their averages are validated.
        if (optimizer is IAveragingOptimizer && schedule.PrunesByGradientAfterEpoch)
        {
            throw new TrainingException(
                $"The method prunes by gradients after a validation, which {optimizer.Name} does with averages of the "
                + "weights, in the gradients' memory: let it update after a number of steps, or choose another "
                + "optimiser.");
        }
    }
}
