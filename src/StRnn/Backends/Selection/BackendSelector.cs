using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace StRnn.Backends.Selection;

/// <summary>
/// The choice of one of the registered backends. <see cref="StRnnOptions.Backend"/> has priority over the configuration
/// key <c>StRnn:Backend</c>, and that over the environment variable <c>STRNN_BACKEND</c>. If none is set, or to
/// <c>auto</c>, the available provider with the highest score wins, the first registered on a tie; if it cannot be
/// opened, such as a GPU whose driver cannot compile, <c>auto</c> logs a warning with the reason and takes the next;
/// where only the reference backend is left, it warns of that, and without a logger on the error stream. A backend or
/// device that was asked for is never replaced.
/// </summary>
public sealed partial class BackendSelector
{
    private readonly IBackendProvider[] _providers;
    private readonly StRnnOptions _options;
    private readonly IConfiguration? _configuration;
    private readonly ILogger _logger;
    private readonly ReferenceFallback _fallback;

    /// <summary>Initializes the selector; no provider is probed yet.</summary>
    /// <param name="providers">The registered providers, in the order of their registration.</param>
    /// <param name="options">The options set in code.</param>
    /// <param name="configuration">The program's configuration; null for none.</param>
    /// <param name="logger">Receives one line for each backend opened.</param>
    /// <exception cref="ArgumentException">Two providers have one name, or a name is empty or <c>auto</c>.</exception>
    public BackendSelector(
        IEnumerable<IBackendProvider> providers,
        IOptions<StRnnOptions> options,
        IConfiguration? configuration = null,
        ILogger<BackendSelector>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(providers);
        ArgumentNullException.ThrowIfNull(options);
        _providers = [.. providers];
        _options = options.Value;
        _configuration = configuration;
        _logger = logger ?? NullLogger<BackendSelector>.Instance;
        _fallback = new ReferenceFallback(_logger);
        CheckNames(_providers);
    }

    /// <summary>Gets the configuration section that the options come from.</summary>
    internal string Section { get; init; } = StRnnOptions.Section;

    /// <summary>Probes every provider, in the order of registration.</summary>
    public IReadOnlyList<ProviderReport> Describe() =>
        Array.ConvertAll(_providers, provider => new ProviderReport(provider.Name, Probe(provider)));

    /// <summary>Opens the chosen backend; the caller disposes it.</summary>
    /// <exception cref="BackendUnavailableException">
    /// The requested backend is unknown or cannot run, or no backend could be opened. The first line of the message
    /// names the request and its source; a line per provider and a remedy follow.
    /// </exception>
    public IBackend Create()
    {
        BackendRequest request = BackendRequest.Resolve(_options, _configuration, Section);
        IReadOnlyList<ProviderReport> reports = Describe();
        int chosen;
        IBackend backend;
        if (request.IsAuto && string.IsNullOrWhiteSpace(_options.Device))
        {
            backend = OpenBest(request, ref reports, out chosen);
        }
        else
        {
            chosen = request.IsAuto ? ByScore(reports)[0] : Named(reports, request);
            backend = Open(_providers[chosen], _options, request, reports);
        }

        if (request.IsAuto)
        {
            _fallback.WarnIfChosen(reports, chosen);
        }

        LogChosen(
            backend.Info.Name, backend.Info.Device, backend.Info.InstructionSet, backend.Info.Threads, request.Source);
        return backend;
    }

    /// <summary>Checks that the backend asked for can run here, without opening a device.</summary>
    /// <exception cref="BackendUnavailableException">It cannot, or none can.</exception>
    internal void Check()
    {
        BackendRequest request = BackendRequest.Resolve(_options, _configuration, Section);
        IReadOnlyList<ProviderReport> reports = Describe();
        _ = request.IsAuto ? ByScore(reports)[0] : Named(reports, request);
    }

    private static void CheckNames(IBackendProvider[] providers)
    {
        var types = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);
        foreach (IBackendProvider provider in providers)
        {
            Type type = provider.GetType();
            if (string.IsNullOrWhiteSpace(provider.Name)
                || string.Equals(provider.Name, StRnnOptions.Auto, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The backend provider {type.FullName} is named '{provider.Name}'; a name must not be empty or "
                    + $"'{StRnnOptions.Auto}'.",
                    nameof(providers));
            }

            if (!types.TryAdd(provider.Name, type))
            {
                throw new ArgumentException(
                    $"The backend providers {types[provider.Name].FullName} and {type.FullName} are both named "
                    + $"'{provider.Name}'; rename or remove one.",
                    nameof(providers));
            }
        }
    }

    private static ProbeResult Probe(IBackendProvider provider)
    {
        try
        {
            return provider.Probe()
                ?? new ProbeResult(Available: false, Score: 0, "its probe returned nothing; report this to its author");
        }
        catch (Exception error)
        {
            return new ProbeResult(
                Available: false, Score: 0, $"its probe failed with {error.GetType().Name}: {OneLine(error.Message)}");
        }
    }

    /// <summary>Sorts the available providers, the best first, in the order of registration on a tie.</summary>
    private static int[] ByScore(IReadOnlyList<ProviderReport> reports)
    {
        int[] available = [.. Enumerable.Range(0, reports.Count)
            .Where(i => reports[i].Probe.Available)
            .OrderByDescending(i => reports[i].Probe.Score)];
        return available.Length > 0
            ? available
            : throw new BackendUnavailableException(
                Explain(
                    "No registered backend can run here.",
                    reports,
                    "Register the reference backend with AddStRnn()."));
    }

    /// <summary>Opens the best backend that can be opened; the reports say why the ones before cannot.</summary>
    private IBackend OpenBest(BackendRequest request, ref IReadOnlyList<ProviderReport> reports, out int chosen)
    {
        BackendUnavailableException? first = null;
        ProviderReport[] known = [.. reports];
        foreach (int i in ByScore(reports))
        {
            try
            {
                chosen = i;
                IBackend backend = Open(_providers[i], _options, request, reports);
                reports = known;
                return backend;
            }
            catch (BackendUnavailableException error)
            {
                string reason = OneLine(error.InnerException?.Message ?? error.Message);
                LogPassedOver(known[i].Name, reason);
                known[i] = known[i] with { Probe = new ProbeResult(Available: false, Score: 0, reason) };
                first ??= error;
            }
        }

        // Nothing can be opened: the best one's error matters most.
        throw first!;
    }

    private static int Named(IReadOnlyList<ProviderReport> reports, BackendRequest request)
    {
        int index = 0;
        while (index < reports.Count
            && !string.Equals(reports[index].Name, request.Name, StringComparison.OrdinalIgnoreCase))
        {
            index++;
        }

        if (index < reports.Count && reports[index].Probe.Available)
        {
            return index;
        }

        string problem = index < reports.Count ? "cannot run here" : "is not registered";
        string advice = index < reports.Count
            ? "Choose an available backend or 'auto', or follow the advice in the line of the requested one."
            : "Choose one of these names or 'auto', or register the provider: AddStRnn().AddProvider<TProvider>().";
        throw new BackendUnavailableException(
            Explain($"The backend '{request.Name}', requested by {request.Source}, {problem}.", reports, advice));
    }

    private static IBackend Open(
        IBackendProvider provider, StRnnOptions options, BackendRequest request, IReadOnlyList<ProviderReport> reports)
    {
        try
        {
            return provider.Create(options)
                ?? throw new InvalidOperationException("the provider returned no backend; report this to its author");
        }
        catch (Exception error)
        {
            string asked = request.IsAuto
                ? $"The backend '{provider.Name}', the best for '{StRnnOptions.Auto}' ({request.Source}),"
                : $"The backend '{provider.Name}', requested by {request.Source},";
            throw new BackendUnavailableException(
                Explain(
                    $"{asked} could not be opened: {OneLine(error.Message)}",
                    reports,
                    "Remove the cause, or name another available backend."),
                error);
        }
    }

    private static string Explain(string problem, IReadOnlyList<ProviderReport> reports, string advice)
    {
        var text = new StringBuilder(problem).Append('\n');
        foreach (ProviderReport report in reports)
        {
            text.Append("  ").Append(report.Name).Append(": ")
                .Append(report.Probe.Available ? "available: " : "not available: ")
                .Append(OneLine(report.Probe.Reason)).Append('\n');
        }

        return text.Append(advice).ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Backend {Backend} could not be opened and is skipped: {Reason}")]
    private partial void LogPassedOver(string backend, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Backend {Backend} on {Device}, instruction set {InstructionSet}, threads {Threads}, "
            + "chosen by {Source}")]
    private partial void LogChosen(string backend, string device, string instructionSet, int threads, string source);
}

/// <summary>The report of one registered provider.</summary>
/// <param name="Name">The name by which the backend is selected.</param>
/// <param name="Probe">The availability, rank and reason.</param>
public sealed record ProviderReport(string Name, ProbeResult Probe);

/// <summary>The name of the requested backend, and the source of the request.</summary>
internal readonly record struct BackendRequest(string Name, string Source)
{
    public const string EnvironmentVariable = "STRNN_BACKEND";

    public bool IsAuto => string.Equals(Name, StRnnOptions.Auto, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Resolves the request: code before configuration before the environment; an empty value is ignored. The options
    /// may hold the configuration's value already.
    /// </summary>
    public static BackendRequest Resolve(StRnnOptions options, IConfiguration? configuration, string section)
    {
        string key = $"{section}:{nameof(StRnnOptions.Backend)}";
        string? configured = configuration?[key];
        string code = $"{nameof(StRnnOptions)}.{nameof(StRnnOptions.Backend)}";
        return From(options.Backend, options.Backend == configured ? KeySource(key) : code)
            ?? From(configured, KeySource(key))
            ?? From(
                Environment.GetEnvironmentVariable(EnvironmentVariable),
                $"the environment variable {EnvironmentVariable}")
            ?? new BackendRequest(StRnnOptions.Auto, "default");
    }

    private static string KeySource(string key) => $"the configuration key {key}";

    private static BackendRequest? From(string? name, string source) =>
        string.IsNullOrWhiteSpace(name) ? null : new BackendRequest(name.Trim(), source);
}
