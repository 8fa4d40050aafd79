namespace StRnn.Extensibility.Tests.Support;

/// <summary>Sets STRNN_BACKEND, and puts back what was there.</summary>
internal sealed class EnvironmentScope : IDisposable
{
    private const string Name = "STRNN_BACKEND";

    private readonly string? _before = Environment.GetEnvironmentVariable(Name);

    public EnvironmentScope(string? value) => Environment.SetEnvironmentVariable(Name, value);

    public void Dispose() => Environment.SetEnvironmentVariable(Name, _before);
}
