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

    /// <summary>
    /// Gets V, the rows of the embedding, for padding and the V - 1 most frequent words; 0 for as many as the training
    /// texts have words, at most <see cref="WordIndex.DefaultNumWords"/>.
    /// </summary>
    public int VocabularySize { get; init; } = WordIndex.DefaultNumWords;

    /// <summary>Gets the model's shape.</summary>
    public ClassifierModelConfig Model { get; init; } = new();

    /// <summary>Gets the published method, sparse from the start.</summary>
    public required MethodConfig Method { get; init; }

    /// <summary>Gets the training recipe.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>
    /// Returns ST-RNN with the preset's pruning rate for a sparsity, in place of the published epsilon: connections are
    /// distributed over the matrices by Erdos-Renyi.
    /// </summary>
    /// <param name="sparsity">The share of connections that do not exist, such as 0.8.</param>
    public MethodConfig ToMethod(double sparsity)
        => MethodConfig.Of(MethodNames.SparseTopology, sparsity)
            .With(MethodOptions.Init, NamedParts.ErdosRenyi)
            .With(MethodOptions.PruneRate, Method.Require(MethodOptions.PruneRate));

    /// <summary>Returns a configuration by the preset's recipe. No data are read yet.</summary>
    /// <param name="data">
    /// Labelled texts: a file (CSV, TSV or JSON lines), a folder of a known layout, or a built-in name.
    /// </param>
    /// <param name="method">
    /// The method of sparse training, such as <see cref="ToMethod"/> of a sparsity; null as published.
    /// </param>
    public ClassifierConfig ToConfig(string data, MethodConfig? method = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        return new ClassifierConfig
        {
            Preset = Name,
            Data = new LabelledTextConfig
            {
                Name = LabelledTextSource.FullName(data),
                VocabularySize = VocabularySize,
            },
            Model = Model,
            Method = method ?? Method,
            Training = Training,
        };
    }
}
