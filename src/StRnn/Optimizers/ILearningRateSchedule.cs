namespace StRnn.Optimizers;

/// <summary>Computes the learning rate of each epoch.</summary>
public interface ILearningRateSchedule
{
    /// <summary>Gets the learning rate of the current epoch.</summary>
    double Rate { get; }

    /// <summary>Gets the state of the schedule, for a checkpoint.</summary>
    IReadOnlyDictionary<string, double> State { get; }

    /// <summary>Moves on to the next epoch.</summary>
    /// <param name="validationLoss">
    /// The mean validation loss of the epoch that ended; null where it cannot be compared with others, because a
    /// dense-to-sparse method has not reached its sparsity.
    /// </param>
    void EndEpoch(double? validationLoss);

    /// <summary>Restores a saved state.</summary>
    /// <param name="state">The value of <see cref="State"/> when it was saved.</param>
    void Restore(IReadOnlyDictionary<string, double> state);
}
