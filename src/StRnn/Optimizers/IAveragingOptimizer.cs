namespace StRnn.Optimizers;

/// <summary>
/// An optimiser that from some epoch on keeps a running average of the weights: training goes on with the weights, the
/// model that is evaluated and kept has the average.
/// </summary>
public interface IAveragingOptimizer : IOptimizer
{
    /// <summary>The name that the average has among <see cref="IOptimizer.StateNames"/>.</summary>
    const string AverageName = "average";

    /// <summary>Gets the state of the trigger: a run's checkpoint holds it.</summary>
    AveragingState State { get; }

    /// <summary>Tells the validation loss of an epoch, which may start the averaging.</summary>
    /// <param name="validationLoss">
    /// The mean loss in nats; null where it cannot be compared with others, because a dense-to-sparse method has not
    /// reached its sparsity.
    /// </param>
    void EndEpoch(double? validationLoss);

    /// <summary>Restores a saved state.</summary>
    /// <param name="state">The value of <see cref="State"/> when it was saved; null for a fresh start.</param>
    void Restore(AveragingState? state);
}
