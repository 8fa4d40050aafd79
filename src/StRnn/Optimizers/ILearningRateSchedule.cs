namespace StRnn.Optimizers;

/// <summary>The learning rate from epoch to epoch.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The rate of the epoch in progress.</summary>
    double Rate { get; }

    /// <summary>Everything the schedule remembers, for a checkpoint.</summary>
    IReadOnlyDictionary<string, double> State { get; }

    /// <summary>Moves on to the next epoch.</summary>
    /// <param name="validationLoss">The mean validation loss of the epoch that ended.</param>
    void EndEpoch(double validationLoss);

    /// <summary>Returns to a remembered state.</summary>
    /// <param name="state">What <see cref="State"/> gave.</param>
    void Restore(IReadOnlyDictionary<string, double> state);
}
