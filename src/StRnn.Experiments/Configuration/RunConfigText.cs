using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Configuration;

/// <summary>
/// Reads the text of <c>config.json</c>. What it lacks has the default that its record declares: generated code would
/// set it to the default of its type, because properties that can only be initialised are set all at once. So the
/// defaults are put into the JSON first.
/// </summary>
internal static class RunConfigText
{
    private static readonly TrainingConfig Training = new()
    {
        Epochs = 1,
        Batch = 1,
        Bptt = 1,
        Lr = 1,
        LrDecay = 1,
        LrConstantEpochs = string.Empty,
    };

    /// <summary>
    /// Gets a configuration of each task. What is required is there only to make it, and is never copied.
    /// </summary>
    internal static Lazy<RunConfig[]> Examples { get; } = new(() =>
    [
        new LanguageModelConfig
        {
            Preset = string.Empty,
            Method = new MethodConfig { Name = string.Empty },
            Training = Training,
            Data = new CorpusConfig { Name = string.Empty },
            Model = new LstmConfig { Hidden = 1 },
        },
        new ClassifierConfig
        {
            Preset = string.Empty,
            Method = new MethodConfig { Name = string.Empty },
            Training = Training,
            Data = new LabelledTextConfig { Name = string.Empty },
            Model = new ClassifierModelConfig(),
        },
    ]);

    /// <summary>Reads a configuration, of whatever task.</summary>
    /// <param name="text">The file's content.</param>
    /// <exception cref="JsonException">It is no configuration.</exception>
    public static RunConfig? Read(string text)
    {
        var json = JsonNode.Parse(text);
        if (json is JsonObject config
            && config["task"] is JsonValue value
            && value.TryGetValue(out string? task)
            && Examples.Value.FirstOrDefault(each => each.TaskName == task) is { } example)
        {
            var defaults = (JsonObject)JsonSerializer.SerializeToNode(example, RunConfigJson.Format.RunConfig)!;
            Complete(config, defaults, RunConfigJson.Format.GetTypeInfo(example.GetType())!);
        }

        return json.Deserialize(RunConfigJson.Format.RunConfig);
    }

    private static void Complete(JsonObject json, JsonObject defaults, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (!defaults.TryGetPropertyValue(property.Name, out var value))
            {
                continue;
            }

            if (!json.ContainsKey(property.Name))
            {
                if (!property.IsRequired)
                {
                    json[property.Name] = value?.DeepClone();
                }
            }
            else if (json[property.Name] is JsonObject part && value is JsonObject partDefaults
                && RunConfigJson.Format.GetTypeInfo(property.PropertyType) is { Kind: JsonTypeInfoKind.Object } partType)
            {
                Complete(part, partDefaults, partType);
            }
        }
    }
}
