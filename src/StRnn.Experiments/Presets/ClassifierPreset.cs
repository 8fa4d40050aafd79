using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Text.Classification;

namespace StRnn.Experiments.Presets;

/// <summary>Holds a published recipe for a data set of labelled texts: the starting point of a configuration.</summary>
public sealed record ClassifierPreset
{
    internal ClassifierPreset()
    {
    }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets numbers and source in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Gets the number of the data set's classes, for counting without data.</summary>
    public required int Classes { get; init; }

    /// <summary>Gets the model's shape.</summary>
    public ClassifierModelConfig Model { get; init; } = new();

    /// <summary>Gets the published method, sparse from the start.</summary>
    public required MethodConfig Method { get; init; }

    /// <summary>Gets the training recipe.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>Returns a configuration by the preset's recipe.</summary>
    /// <param name="data">Labelled texts: a built-in name, a file or a folder.</param>
    /// <param name="method">The method of sparse training; null as published.</param>
    public ClassifierConfig ToConfig(string data, MethodConfig? method = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        return new ClassifierConfig
        {
            Preset = Name,
            Data = new LabelledTextConfig
            {
                Name = LabelledTextSource.FullName(data),
                VocabularySize = WordIndex.DefaultNumWords,
            },
            Model = Model,
            Method = method ?? Method,
            Training = Training,
        };
    }
}
