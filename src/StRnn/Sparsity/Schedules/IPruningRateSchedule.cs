namespace StRnn.Sparsity.Schedules;

/// <summary>The share of a tensor's connections that a topology update removes.</summary>
public interface IPruningRateSchedule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>The pruning rate, in [0, 1].</summary>
    /// <param name="step">Optimiser steps done, t.</param>
    /// <param name="totalSteps">Optimiser steps of the whole run, T.</param>
    double RateAt(long step, long totalSteps);
}
