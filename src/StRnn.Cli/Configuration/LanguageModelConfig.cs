using StRnn.Autograd;
using StRnn.Cli.Runs;
using StRnn.Layers;
using StRnn.Training;

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

    public override bool IsSameExperiment(RunConfig wanted)
        => base.IsSameExperiment(wanted)
            && wanted is LanguageModelConfig other
            && (Method.IsSized == true ? Model.WithHidden(other.Model.Hidden) : Model) == other.Model
            && (Data.TrainTokens, Data.EvaluationTokens) == (other.Data.TrainTokens, other.Data.EvaluationTokens);

    public override RunConfig WithUnits(IReadOnlyList<int> units) => this with { Model = Model.WithUnits(units) };

    public override void CopyVocabulary(RunDirectory from, RunDirectory to)
        => VocabularyFile.Write(to, VocabularyFile.Read(from, Data.VocabularySize));

    public override (IReadOnlyList<Parameter> Parameters, IReadOnlyList<UnitStructure> Units) DeclareUnits()
    {
        var model = Model.ToModel(Data.VocabularySize);
        return (model.Parameters, model.UnitStructures);
    }

    public override long PlanActivations(bool keepsFactors) => Model.ToModel(Data.VocabularySize)
        .ActivationLengthInBytes(Training.Batch, Training.Bptt, Method.ToMethod().Initializer is not null, keepsFactors);
}
