using StRnn.Backends.Kernels;

namespace StRnn.Experiments.Configuration;

/// <summary>The words that configurations use for the activation of a recurrent cell's candidate.</summary>
internal static class CandidateNames
{
    public const string Tanh = "tanh";

    private static readonly (string Name, CandidateActivation Activation)[] Pairs =
    [
        (Tanh, CandidateActivation.Tanh),
        ("selu", CandidateActivation.Selu),
        ("spocu", CandidateActivation.Spocu),
        ("spocu-bounded", CandidateActivation.BoundedSpocu),
        ("identity", CandidateActivation.Identity),
    ];

    public static string[] All { get; } = [.. Pairs.Select(pair => pair.Name)];

    /// <exception cref="FormatException">There is no such word.</exception>
    public static CandidateActivation Parse(string name)
    {
        foreach (var (word, activation) in Pairs)
        {
            if (word == name)
            {
                return activation;
            }
        }

        throw new FormatException($"there is no candidate activation '{name}': use {string.Join(", ", All)}.");
    }

    public static string Of(CandidateActivation activation) => Pairs.First(pair => pair.Activation == activation).Name;

    /// <summary>Returns a model's words about it: none if it is tanh.</summary>
    public static string Suffix(string name) => name == Tanh ? string.Empty : Words(name);

    public static string Words(string name) => $", {name} candidate";
}
