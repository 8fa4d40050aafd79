using System.CommandLine;
using StRnn.Cli.Options;
using StRnn.Experiments.Configuration;
using StRnn.Training;

namespace StRnn.Cli.Sessions;

/// <summary>A file that pauses a long training while it exists, so that something else can be timed.</summary>
/// <param name="output">Receives the line that says that the training waits.</param>
/// <param name="path">The file; null for none.</param>
internal sealed class PauseFile(TextWriter output, string? path)
{
    private const string Variable = "STRNN_PAUSE_FILE";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private bool IsThere => path is not null && File.Exists(path);

    /// <summary>Creates the option that names the file.</summary>
    public static Option<string?> Option() => OptionFactory.Text(
        "--pause-file",
        $"Save and wait while this file exists (default: the environment variable {Variable}).",
        "FILE");

    /// <summary>Makes the one that is named by an option's value, or else by the environment.</summary>
    public static PauseFile Named(TextWriter output, string? path)
        => new(output, path ?? Environment.GetEnvironmentVariable(Variable));

    /// <summary>Waits while the file exists, or until cancelled.</summary>
    public void WaitUntilGone(CancellationToken cancellation)
    {
        if (!IsThere)
        {
            return;
        }

        output.WriteLine($"paused while '{path}' exists");
        while (IsThere && !cancellation.WaitHandle.WaitOne(Interval))
        {
        }
    }

    /// <summary>
    /// Trains a run, or continues it; while the file exists it is saved and waits: processor and memory are free.
    /// </summary>
    /// <param name="session">Trains.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="config">Its configuration, where it is new.</param>
    /// <param name="cancellation">Stops the training and saves.</param>
    public TrainingOutcome Train(
        TrainingSession session, RunDirectory run, RunConfig config, CancellationToken cancellation)
    {
        while (true)
        {
            WaitUntilGone(cancellation);
            using var watch = Watch(cancellation);
            var begun = File.Exists(run.ConfigPath) ? RunConfig.Read(run) : config;
            var outcome = session.Train(run, begun, run.HasRun, watch.Token);
            if (outcome != TrainingOutcome.Interrupted || cancellation.IsCancellationRequested)
            {
                return outcome;
            }
        }
    }

    /// <summary>Returns a source that is cancelled with another token, or once the file appears.</summary>
    public PauseWatch Watch(CancellationToken cancellation) => new(() => IsThere, Interval, cancellation);

    /// <summary>A cancellation that looks for the file until it is disposed.</summary>
    internal sealed class PauseWatch : IDisposable
    {
        private readonly CancellationTokenSource _source;
        private readonly Timer _timer;

        public PauseWatch(Func<bool> isPaused, TimeSpan interval, CancellationToken cancellation)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _timer = new Timer(_ => Look(isPaused), null, interval, interval);
        }

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            using var done = new ManualResetEvent(false);
            if (_timer.Dispose(done))
            {
                done.WaitOne();
            }

            _source.Dispose();
        }

        private void Look(Func<bool> isPaused)
        {
            if (isPaused())
            {
                _source.Cancel();
            }
        }
    }
}
