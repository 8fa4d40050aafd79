namespace StRnn.Sparsity.Schedules;

/// <summary>Computes the share of a tensor's connections that a topology update removes.</summary>
public interface IPruningRateSchedule
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Computes the pruning rate at a step.</summary>
    /// <param name="step">The number t of training steps done.</param>
    /// <param name="totalSteps">The number T of training steps of the whole run.</param>
    /// <returns>The pruning rate, in [0, 1].</returns>
    double RateAt(long step, long totalSteps);
}
