using StRnn.Text.Classification;

namespace StRnn.Experiments.Configuration;

/// <summary>Configures the training of a text classifier.</summary>
public sealed record ClassifierConfig : RunConfig
{
    /// <summary>The task's name in <c>config.json</c>.</summary>
    public const string Task = "classify";

    /// <summary>Gets the labelled texts.</summary>
    public required LabelledTextConfig Data { get; init; }

    /// <summary>Gets the model's shape.</summary>
    public required ClassifierModelConfig Model { get; init; }

    /// <inheritdoc/>
    public override DataConfig DataSource => Data;

    /// <inheritdoc/>
    public override string TaskName => Task;

    /// <inheritdoc/>
    public override string ModelSummary => Model.Summary;

    internal override int HiddenWidth => Model.Hidden;

    /// <summary>Gets the options that bring texts to T words.</summary>
    /// <exception cref="FormatException">There is no such side for padding or truncation.</exception>
    public SequenceOptions Sequence => Data.ToSequence(Training.Bptt);

    /// <summary>Declares the model, which has no weights yet.</summary>
    /// <exception cref="FormatException">The classes are not known, or a word stands for nothing.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public TextClassifier ToModel() => Model.ToModel(
        Data.VocabularySize, Data.Classes?.Count ?? throw new FormatException("data.classes is missing."));

    /// <inheritdoc/>
    /// <remarks>The embedding shrinks with the hidden state.</remarks>
    public override RunConfig WithHidden(int hidden) => this with
    {
        Model = Model with
        {
            Hidden = hidden,
            Width = Math.Max(1, (int)Math.Round((double)Model.Width * hidden / Model.Hidden)),
        },
    };

    internal override bool IsSameExperiment(RunConfig wanted)
        => base.IsSameExperiment(wanted)
            && wanted is ClassifierConfig other
            && (Method.IsSized == true || Model == other.Model)
            && Data.MaxTexts == other.Data.MaxTexts
            && (Data.ChosenByTest, Data.KeepsUnknownWords) == (other.Data.ChosenByTest, other.Data.KeepsUnknownWords);

    internal override RunConfig WithNewData()
        => this with { Data = Data with { Source = null, SourceSha256 = null, Sha256 = null, TrainTexts = null } };

    internal override RunConfig WithUnits(IReadOnlyList<int> units)
        => units.Distinct().Count() == 1
            ? this with { Model = Model with { Hidden = units[0] } }
            : throw new RunException(
                RunProblem.SparseModel,
                $"The {units.Count} layers have {string.Join(" and ", units)} units left: a classifier's layers are of "
                + "one width.");
}
