namespace StRnn.Backends.Selection;

/// <summary>The report of one registered provider.</summary>
/// <param name="Name">The name by which the backend is selected.</param>
/// <param name="Probe">The availability, rank and reason.</param>
public sealed record ProviderReport(string Name, ProbeResult Probe);
