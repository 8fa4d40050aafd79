using StRnn.Autograd;
using StRnn.Layers;
using StRnn.Text.Classification;
using StRnn.Training;

namespace StRnn.Cli.Configuration;

/// <summary>The configuration of <c>strnn train classify</c>.</summary>
internal sealed record ClassifierConfig : RunConfig
{
    public const string Task = "classify";

    public required LabelledTextConfig Data { get; init; }

    public required ClassifierModelConfig Model { get; init; }

    public override DataConfig DataSource => Data;

    public override string TaskName => Task;

    public override string ModelSummary => Model.Summary;

    public SequenceOptions Sequence => Data.ToSequence(Training.Bptt);

    /// <summary>Declares the model.</summary>
    /// <exception cref="FormatException">The classes are not known.</exception>
    public TextClassifier ToModel() => Model.ToModel(
        Data.VocabularySize, Data.Classes?.Count ?? throw new FormatException("data.classes is missing."));

    /// <summary>The word vectors shrink with the hidden state.</summary>
    public override RunConfig WithHidden(int hidden)
        => this with { Model = Model with { Hidden = hidden, Width = Math.Max(1, (int)Math.Round((double)Model.Width * hidden / Model.Hidden)) } };

    public override bool IsSameExperiment(RunConfig wanted)
        => base.IsSameExperiment(wanted)
            && wanted is ClassifierConfig other
            && (Method.IsSized == true || Model == other.Model)
            && Data.MaxTexts == other.Data.MaxTexts;

    public override RunConfig WithUnits(IReadOnlyList<int> units) => this with { Model = Model with { Hidden = units[0] } };

    public override void CopyVocabulary(RunDirectory from, RunDirectory to) => WordIndexFile.Write(to, WordIndexFile.Read(from));

    public override (IReadOnlyList<Parameter> Parameters, IReadOnlyList<UnitStructure> Units) DeclareUnits()
    {
        var model = ToModel();
        return (model.Parameters, model.UnitStructures);
    }

    public override long PlanActivations(bool keepsFactors)
        => ToModel().ActivationLengthInBytes(Training.Batch, Sequence, Method.ToMethod().Initializer is not null, keepsFactors);

    protected override void Check()
    {
        base.Check();
        _ = Sequence;
    }
}
