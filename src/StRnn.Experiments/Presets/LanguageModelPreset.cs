using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Presets;

/// <summary>Holds a published recipe for a language model: the starting point of a configuration.</summary>
public sealed record LanguageModelPreset
{
    internal LanguageModelPreset()
    {
    }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets numbers and source in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Gets the model's shape.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>Gets the training recipe.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>Gets p of the first topology update, where the model is trained by prune and regrow.</summary>
    public double PruneRate { get; init; } = MethodOptions.DefaultPruneRate;

    /// <summary>Returns the preset's sparse method, ST-RNN with its pruning rate.</summary>
    /// <param name="sparsity">The share of connections that do not exist.</param>
    public MethodConfig ToMethod(double sparsity)
        => MethodConfig.Of(MethodNames.SparseTopology, sparsity).With(MethodOptions.PruneRate, PruneRate);

    /// <summary>Returns a configuration by the preset's recipe. No data are read yet.</summary>
    /// <param name="data">
    /// A corpus: a text file of a sentence per line, a token file, a folder in the Penn Treebank's layout, or a built-in
    /// name.
    /// </param>
    /// <param name="method">The method of sparse training; null for a dense one.</param>
    public LanguageModelConfig ToConfig(string data, MethodConfig? method = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        return new LanguageModelConfig
        {
            Preset = Name,
            Data = new CorpusConfig { Name = CorpusSource.FullName(data) },
            Model = Model,
            Method = method ?? MethodConfig.OfDense,
            Training = Training,
        };
    }
}
