namespace StRnn.Backends.Selection;

/// <summary>What one registered provider says about itself; <c>strnn devices</c> prints these.</summary>
/// <param name="Name">The name the backend is chosen by.</param>
/// <param name="Probe">Whether it can run here, its rank and its reason.</param>
public sealed record ProviderReport(string Name, ProbeResult Probe);
