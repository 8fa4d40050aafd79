using System.Text.Json.Nodes;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Configuration;

/// <summary>Finds what a resumed run's options contradict in its <c>config.json</c>.</summary>
internal static class ConfigDifference
{
    // These change neither weights nor schedules.
    private static readonly string[] Free =
        ["program", "training.log_every", "training.checkpoint_every", "backend.threads", "backend.device", "backend.instruction_set"];

    /// <summary>The first contradiction as "key: saved, asked", or null.</summary>
    public static string? FirstOf(RunConfig saved, RunConfig asked)
    {
        var before = Flatten(saved.ToJson());
        foreach (var (key, value) in Flatten(asked.ToJson()))
        {
            if (!Free.Contains(key) && before.GetValueOrDefault(key) is var old && old != value)
            {
                return $"{key} is {old ?? "not set"} in config.json and {value ?? "not set"} on the command line";
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
