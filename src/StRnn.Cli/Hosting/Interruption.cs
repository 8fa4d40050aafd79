using System.Runtime.InteropServices;

namespace StRnn.Cli.Hosting;

/// <summary>
/// Ctrl+C and SIGTERM: the first asks the run to stop after the step in progress and to save, the second ends the
/// process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _signals;
    private readonly TextWriter _error;

    public Interruption(CliConsole console, CancellationToken cancellation)
    {
        _error = console.Error;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (!_source.IsCancellationRequested)
        {
            context.Cancel = true;
            _error.WriteLine("interrupted: saving after the step in progress; once more ends at once, without saving");
            _source.Cancel();
        }
    }
}
