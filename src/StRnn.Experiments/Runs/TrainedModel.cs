using StRnn.Backends;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>Holds a model with the weights of a checkpoint.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
public sealed class TrainedModel<TModel> : IDisposable
    where TModel : Layer
{
    /// <summary>Loads the weights.</summary>
    /// <param name="model">The model as the run's configuration declares it.</param>
    /// <param name="checkpoint">The checkpoint's path.</param>
    /// <param name="backend">The backend of the model.</param>
    /// <param name="weights">The form of the weights.</param>
    internal TrainedModel(TModel model, string checkpoint, IBackend backend, WeightStorage weights)
    {
        Model = model;
        Checkpoint = checkpoint;
        Progress = StRnn.Training.Checkpoints.Checkpoint.LoadWeights(
            checkpoint, backend, model.Parameters, weights);
    }

    /// <summary>Gets the model.</summary>
    public TModel Model { get; }

    /// <summary>Gets the path of the checkpoint.</summary>
    public string Checkpoint { get; }

    /// <summary>Gets the progress of the run at the checkpoint.</summary>
    public TrainingProgress Progress { get; }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (var parameter in Model.Parameters)
        {
            parameter.Dispose();
        }
    }
}
