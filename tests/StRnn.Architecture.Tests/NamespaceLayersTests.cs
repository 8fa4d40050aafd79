using StRnn.Architecture.Tests.Support;

namespace StRnn.Architecture.Tests;

/// <summary>Namespaces depend one way: none in a circle, and each only on what the table says.</summary>
public sealed class NamespaceLayersTests
{
    private static readonly string[] Assemblies =
        [.. Directory.GetDirectories(Repository.At("src")).Select(folder => Path.GetFileName(folder)!).Order()];

    /// <summary>The libraries; a program may use everything, though not in circles.</summary>
    private static readonly string[] Layered =
        [.. Assemblies.Where(assembly => assembly is not ("StRnn.Cli" or "StRnn.Reproduction"))];

    /// <summary>Uses that are still to be removed.</summary>
    private static readonly string[] Open = [];

    [TestCaseSource(nameof(Assemblies))]
    public void No_namespaces_depend_on_each_other(string assembly)
    {
        var uses = Uses(assembly).Where(use => !Open.Contains(Pair(use))).ToList();
        var direct = uses.ToLookup(use => use.From, use => use.To);
        var circular = uses
            .Where(use => Reached(direct, use.To).Contains(use.From))
            .GroupBy(Pair, Described, (pair, examples) => $"{pair}: {string.Join(", ", examples)}");
        Assert.That(circular, Is.Empty);
    }

    [TestCaseSource(nameof(Layered))]
    public void A_namespace_uses_only_what_the_table_allows(string assembly)
    {
        var allowed = NamespaceTable.Lines.ToDictionary(line => line.Key, line => line.Value);
        var offences = Uses(assembly)
            .Where(use => use.To != NamespaceTable.Root && !Open.Contains(Pair(use)))
            .Where(use => !allowed.GetValueOrDefault(use.From, []).Contains(use.To))
            .GroupBy(Pair, Described, (pair, examples) => $"{pair}: {string.Join(", ", examples)}");
        Assert.That(offences, Is.Empty);
    }

    [Test]
    public void The_table_names_lower_namespaces_only_and_each_once()
    {
        var below = new HashSet<string>();
        foreach (var (name, allowed) in NamespaceTable.Lines)
        {
            Assert.That(allowed, Is.Unique.And.SubsetOf(below), name);
            Assert.That(below.Add(name), $"{name} stands in the table twice");
        }
    }

    [Test]
    public void The_table_names_every_namespace_of_the_libraries_and_no_other()
    {
        var existing = Layered.SelectMany(assembly => AssemblyNamespaces.Names(PathOf(assembly))).Distinct();
        Assert.That(NamespaceTable.Lines.Select(line => line.Key), Is.EquivalentTo(existing.Except([NamespaceTable.Root])));
    }

    [Test]
    public void What_is_open_is_not_done_yet()
        => Assert.That(Open, Is.SubsetOf(Assemblies.SelectMany(Uses).Select(Pair)));

    private static string Pair(NamespaceUse use) => $"{use.From} -> {use.To}";

    private static string Described(NamespaceUse use) => $"{use.User} uses {use.Used}";

    private static IReadOnlyCollection<NamespaceUse> Uses(string assembly)
        => AssemblyNamespaces.Read(PathOf(assembly), Assemblies.Contains);

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");

    private static HashSet<string> Reached(ILookup<string, string> direct, string start)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out string? next))
        {
            if (reached.Add(next))
            {
                foreach (string further in direct[next])
                {
                    open.Enqueue(further);
                }
            }
        }

        return reached;
    }
}
