using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace StRnn.Backends.Selection;

/// <summary>
/// The warning that <c>auto</c> has only found the reference backend: through the logger, or, where nobody listens to
/// it, once to the trace and the error stream.
/// </summary>
internal sealed partial class ReferenceFallback(ILogger logger)
{
    // Measured; docs/guide/platforms.md has the commands and the processor.
    private const string Cost = "it computes in plain loops, about 60 times slower than the CPU's vector kernels";

    private int _isTold;

    /// <summary>Warns if the chosen backend is no better than the reference.</summary>
    /// <param name="reports">The availability of every provider, and why one cannot be used.</param>
    /// <param name="chosen">The index of the chosen one.</param>
    public void WarnIfChosen(IReadOnlyList<ProviderReport> reports, int chosen)
    {
        if (reports[chosen].Probe.Score > BackendScores.Reference)
        {
            return;
        }

        string[] reasons = [.. reports.Where((_, i) => i != chosen)
            .Select(report => $"{report.Name}: {report.Probe.Reason.ReplaceLineEndings(" ").Trim()}")];
        string why = reasons.Length > 0
            ? $"No better one can be used: {string.Join("; ", reasons)}"
            : "No other one is registered: add a package with a backend, and call for example AddStRnn().AddCpu()";

        // A logger of a program that has set up no logging listens to no level at all.
        if (logger.IsEnabled(LogLevel.Critical))
        {
            LogFallback(reports[chosen].Name, Cost, why);
        }
        else if (Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            string message = $"StRnn: backend {reports[chosen].Name} is chosen; {Cost}. {why}.";
            Trace.TraceWarning(message);
            Console.Error.WriteLine($"warning: {message}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {Backend} is chosen; {Cost}. {Reasons}.")]
    private partial void LogFallback(string backend, string cost, string reasons);
}
