using StRnn.Backends;
using StRnn.Layers;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Runs;

/// <summary>A model with the weights of a checkpoint.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
internal sealed class TrainedModel<TModel> : IDisposable
    where TModel : Layer
{
    /// <summary>Loads the weights.</summary>
    /// <param name="model">The model as the run's configuration declares it.</param>
    /// <param name="checkpoint">The checkpoint's path.</param>
    /// <param name="backend">Where the model will run.</param>
    public TrainedModel(TModel model, string checkpoint, IBackend backend)
    {
        Model = model;
        Checkpoint = checkpoint;
        Progress = StRnn.Training.Checkpoints.Checkpoint.LoadWeights(checkpoint, backend, model.Parameters);
    }

    public TModel Model { get; }

    /// <summary>The path of the checkpoint.</summary>
    public string Checkpoint { get; }

    /// <summary>Where the run stood at the checkpoint.</summary>
    public TrainingProgress Progress { get; }

    public void Dispose()
    {
        foreach (var parameter in Model.Parameters)
        {
            parameter.Dispose();
        }
    }
}
