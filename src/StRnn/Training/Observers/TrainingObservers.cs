using StRnn.Sparsity.Topology;
using StRnn.Training.Metrics;

namespace StRnn.Training.Observers;

/// <summary>The observers of a training, told one after the other.</summary>
/// <param name="training">The training.</param>
internal sealed class TrainingObservers(ITrainingRun training)
{
    private ITrainingObserver[] _all = [new TrainingTelemetry()];

    public void Add(ITrainingObserver observer) => _all = [.. _all, observer];

    public void Start()
    {
        foreach (var observer in _all)
        {
            observer.OnStart(training);
        }
    }

    public void Step(StepDone step)
    {
        foreach (var observer in _all)
        {
            observer.OnStep(training, step);
        }
    }

    public void Metrics(MetricsEvent line)
    {
        foreach (var observer in _all)
        {
            observer.OnMetrics(training, line);
        }
    }

    public void TopologyUpdate(TopologyUpdate update)
    {
        foreach (var observer in _all)
        {
            observer.OnTopologyUpdate(training, update);
        }
    }

    public void Checkpoint(string path)
    {
        foreach (var observer in _all)
        {
            observer.OnCheckpoint(training, path);
        }
    }

    public void End(bool isCompleted)
    {
        foreach (var observer in _all)
        {
            observer.OnEnd(training, isCompleted);
        }
    }
}

/// <summary>Passes every line of metrics on, to a display or to another thread.</summary>
/// <param name="receive">Receives the lines.</param>
internal sealed class MetricsObserver(Action<MetricsEvent> receive) : ITrainingObserver
{
    public void OnMetrics(ITrainingRun training, MetricsEvent line) => receive(line);
}
