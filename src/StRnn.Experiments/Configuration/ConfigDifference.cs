using System.Text.Json.Nodes;

namespace StRnn.Experiments.Configuration;

/// <summary>
/// A setting in which what is asked of a resumed run contradicts its <c>config.json</c>. Unlike
/// <see cref="RunConfig.IsSameExperiment"/> it can name the setting, and knows data and backend of both.
/// </summary>
/// <param name="Key">The setting, for example <c>training.epochs</c>.</param>
/// <param name="Saved">Its saved value as JSON; null where it is not set.</param>
/// <param name="Asked">The value asked for.</param>
internal sealed record ConfigDifference(string Key, string? Saved, string? Asked)
{
    // These do not decide the result. The instruction set decides its last bits: a resumed run warns of another one.
    private static readonly string[] Free =
    [
        "program", "training.log_every", "training.checkpoint_every", "backend.threads", "backend.device",
        "backend.instruction_set", "backend.processor",
    ];

    /// <summary>Returns the first contradiction, or null.</summary>
    public static ConfigDifference? FirstOf(RunConfig saved, RunConfig asked)
    {
        var before = Flatten(saved.ToJson());
        var after = Flatten(asked.ToJson());

        // Of a key that only one of them has, the other's value is not set.
        foreach (var (key, value) in after.Concat(before.Where(pair => !after.ContainsKey(pair.Key))
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)null))))
        {
            if (!Free.Contains(key) && before.GetValueOrDefault(key) is var old && old != value)
            {
                return new ConfigDifference(key, old, value);
            }
        }

        return null;
    }

    private static Dictionary<string, string?> Flatten(JsonObject json)
    {
        var flat = new Dictionary<string, string?>(StringComparer.Ordinal);
        Add(json, string.Empty);
        return flat;

        void Add(JsonObject level, string prefix)
        {
            foreach (var (name, node) in level)
            {
                if (node is JsonObject inner)
                {
                    Add(inner, $"{prefix}{name}.");
                }
                else
                {
                    flat[prefix + name] = node?.ToJsonString();
                }
            }
        }
    }
}
