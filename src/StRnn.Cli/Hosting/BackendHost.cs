using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StRnn.Backends;
using StRnn.Backends.Selection;

namespace StRnn.Cli.Hosting;

/// <summary>
/// The program's services: the providers of all backends, and the one backend a command computes on, opened when first
/// used.
/// </summary>
internal sealed class BackendHost : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly string? _asked;

    /// <summary>Registers everything; opens no backend yet.</summary>
    /// <param name="console">Its error side receives one line when the backend is opened.</param>
    /// <param name="backend">The backend asked for; null to leave it to STRNN_BACKEND and then to the scores.</param>
    /// <param name="threads">Null for one per processor.</param>
    /// <param name="device">The device of a backend with several; null to leave it to that backend.</param>
    public BackendHost(CliConsole console, string? backend = null, int? threads = null, string? device = null)
    {
        _asked = backend;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new LineLoggerProvider(console.Error)));
        services.AddStRnn(options =>
        {
            options.Backend = backend;
            options.Threads = threads ?? 0;
            options.Device = device;
        }).AddCpu().AddOpenCL();
        _services = services.BuildServiceProvider();
    }

    /// <summary>Gets the chosen backend.</summary>
    /// <exception cref="UsageException">No provider has the name asked for.</exception>
    /// <exception cref="BackendUnavailableException">The backend asked for cannot run here.</exception>
    public IBackend Backend
    {
        get
        {
            var providers = _services.GetServices<IBackendProvider>();
            string[] names = [StRnnOptions.Auto, .. providers.Select(provider => provider.Name)];
            return _asked is null || names.Contains(_asked, StringComparer.OrdinalIgnoreCase)
                ? _services.GetRequiredService<IBackend>()
                : throw new UsageException(
                    $"--backend: there is no '{_asked}'; choose one of {string.Join(", ", names)}.");
        }
    }

    /// <summary>Probes every provider.</summary>
    public IReadOnlyList<ProviderReport> Describe() => _services.GetRequiredService<BackendSelector>().Describe();

    /// <summary>Returns the choice of <c>auto</c>: the first available provider of the highest score.</summary>
    public static string? AutoChoice(IReadOnlyList<ProviderReport> reports)
        => reports.Where(report => report.Probe.Available).MaxBy(report => report.Probe.Score)?.Name;

    public void Dispose() => _services.Dispose();
}

/// <summary>Writes each message as one line, without time or category; a warning says that it is one.</summary>
internal sealed class LineLoggerProvider(TextWriter writer) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new LineLogger(writer);

    public void Dispose()
    {
        // The writer belongs to the console.
    }

    private sealed class LineLogger(TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string prefix = logLevel >= LogLevel.Warning ? "warning: " : string.Empty;
                writer.WriteLine(prefix + ErrorText.OneLine(formatter(state, exception)));
            }
        }
    }
}
