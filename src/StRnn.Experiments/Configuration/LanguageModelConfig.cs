using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>Configures the training of a language model.</summary>
public sealed record LanguageModelConfig : RunConfig
{
    /// <summary>The task's name in <c>config.json</c>.</summary>
    public const string Task = "lm";

    /// <summary>Gets the text.</summary>
    public required CorpusConfig Data { get; init; }

    /// <summary>Gets the model's shape.</summary>
    public required ModelConfig Model { get; init; }

    /// <inheritdoc/>
    public override DataConfig DataSource => Data;

    /// <inheritdoc/>
    public override string TaskName => Task;

    /// <inheritdoc/>
    public override string ModelSummary => Model.Summary;

    internal override int HiddenWidth => Model.Hidden;

    /// <summary>Declares the model, which has no weights yet.</summary>
    /// <exception cref="FormatException">There is no such candidate activation.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public LanguageModel ToModel() => Model.ToModel(Data.VocabularySize);

    /// <inheritdoc/>
    public override RunConfig WithHidden(int hidden) => this with { Model = Model.WithHidden(hidden) };

    internal override bool IsSameExperiment(RunConfig wanted)
        => base.IsSameExperiment(wanted)
            && wanted is LanguageModelConfig other
            && (Method.IsSized == true ? Model.WithHidden(other.Model.Hidden) : Model) == other.Model
            && (Data.TrainTokens, Data.EvaluationTokens) == (other.Data.TrainTokens, other.Data.EvaluationTokens);

    internal override RunConfig WithNewData()
        => this with { Data = Data with { Source = null, SourceSha256 = null, Sha256 = null } };

    internal override RunConfig WithUnits(IReadOnlyList<int> units) => this with { Model = Model.WithUnits(units) };
}
