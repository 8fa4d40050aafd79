using StRnn.Autograd;

namespace StRnn.Cli.Configuration;

/// <summary>The configuration of <c>strnn train lm</c>.</summary>
internal sealed record LanguageModelConfig : RunConfig
{
    public const string Task = "lm";

    public required CorpusConfig Data { get; init; }

    public required ModelConfig Model { get; init; }

    public override DataConfig DataSource => Data;

    public override string TaskName => Task;

    public override string ModelSummary => Model.Summary;

    public override RunConfig WithHidden(int hidden) => this with { Model = Model.WithHidden(hidden) };

    public override IReadOnlyList<Parameter> DeclareParameters() => Model.ToModel(Data.VocabularySize).Parameters;
}
