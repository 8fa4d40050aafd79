using StRnn.Sparsity;

namespace StRnn.Cli.Configuration;

/// <summary>The command line's words for what happens to a connection that is pruned and drawn again in one update.</summary>
internal static class SurvivorNames
{
    private static readonly (string Name, SurvivorPolicy Policy)[] Pairs =
    [
        ("keeps", SurvivorPolicy.KeepsValue),
        ("restarts", SurvivorPolicy.Restarts),
        ("excluded", SurvivorPolicy.Excluded),
    ];

    public static string[] All { get; } = [.. Pairs.Select(pair => pair.Name)];

    public static string NameOf(SurvivorPolicy policy) => Pairs.Single(pair => pair.Policy == policy).Name;

    /// <exception cref="FormatException">There is no such word.</exception>
    public static SurvivorPolicy Parse(string? name)
    {
        foreach (var (word, policy) in Pairs)
        {
            if (word == name)
            {
                return policy;
            }
        }

        throw new FormatException($"there is no survivor policy '{name}'; use {string.Join(", ", All)}.");
    }
}
