namespace StRnn.Architecture.Tests;

/// <summary>Namespaces depend inwards only: none on one that depends on it, and each only on what its line of the table allows.</summary>
public sealed class NamespaceLayersTests
{
    private static readonly string[] Assemblies = ["StRnn", "StRnn.Cpu", "StRnn.OpenCL", "StRnn.Text", "StRnn.Cli"];

    [TestCaseSource(nameof(Assemblies))]
    public void Dump(string assembly)
    {
        var uses = Uses(assembly);
        foreach (var g in uses.GroupBy(u => (u.From, u.To)).OrderBy(g => g.Key.From).ThenBy(g => g.Key.To))
        {
            TestContext.Out.WriteLine($"{g.Key.From} -> {g.Key.To}: {g.Count()}: " + string.Join(", ", g.Select(u => $"{u.User}>{u.Used}").Take(8)));
        }
    }

    private static IReadOnlyCollection<NamespaceUse> Uses(string assembly)
        => AssemblyNamespaces.Read(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), Assemblies.Contains);
}
