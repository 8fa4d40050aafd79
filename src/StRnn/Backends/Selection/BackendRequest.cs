using Microsoft.Extensions.Configuration;

namespace StRnn.Backends.Selection;

/// <summary>The name of the requested backend, and the source of the request.</summary>
internal readonly record struct BackendRequest(string Name, string Source)
{
    public const string ConfigurationKey = "StRnn:Backend";

    public const string EnvironmentVariable = "STRNN_BACKEND";

    public bool IsAuto => string.Equals(Name, StRnnOptions.Auto, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Resolves the request: code before configuration before the environment; an empty value is ignored.
    /// </summary>
    public static BackendRequest Resolve(StRnnOptions options, IConfiguration? configuration) =>
        From(options.Backend, $"{nameof(StRnnOptions)}.{nameof(StRnnOptions.Backend)}")
        ?? From(configuration?[ConfigurationKey], $"the configuration key {ConfigurationKey}")
        ?? From(
            Environment.GetEnvironmentVariable(EnvironmentVariable), $"the environment variable {EnvironmentVariable}")
        ?? new BackendRequest(StRnnOptions.Auto, "default");

    private static BackendRequest? From(string? name, string source) =>
        string.IsNullOrWhiteSpace(name) ? null : new BackendRequest(name.Trim(), source);
}
