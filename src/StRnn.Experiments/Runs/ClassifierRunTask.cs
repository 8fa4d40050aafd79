using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Presets;
using StRnn.Text.Classification;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>A classifier's configuration with its texts.</summary>
internal sealed class ClassifierRunTask : RunTask
{
    private readonly ClassifierConfig _config;
    private readonly TextClassificationData _data;
    private readonly WordIndex _words;

    public ClassifierRunTask(ClassifierConfig config)
    {
        _data = LabelledTextSource.Load(config.Data);
        if (_data.Validation.Count == 0)
        {
            throw new RunException(RunProblem.NoValidationTexts, $"'{config.Data.Name}' leaves no validation texts.");
        }

        _words = WordIndex.FromTexts(
            _data.Train.Select(text => text.Text), config.Data.ToTokenizer(), config.Data.VocabularySize);
        _config = SmallDense.Size(config with
        {
            Data = config.Data with
            {
                Source = _data.Provenance.Source,
                SourceSha256 = _data.Provenance.Sha256,
                Sha256 = LabelledTextSource.Fingerprint(_data),
                Classes = [.. _data.ClassNames],
                TrainTexts = _data.Train.Count + _data.Validation.Count,
            },
        });
    }

    public override RunConfig Config => _config;

    public override string DataSummary
        => $"{_data.Train.Count:N0} / {_data.Validation.Count:N0} / {_data.Test.Count:N0} texts, "
            + $"{_data.ClassNames.Count} classes, {_words.Words.Count:N0} words kept";

    public override void WriteVocabulary(RunDirectory run) => WordIndexFile.Write(run, _words);

    public override ITrainingTask CreateTask(IBackend backend)
        => new TextClassificationTask(
            backend,
            _config.ToModel(),
            Encode(_data.Train),
            Encode(_data.Validation),
            Encode(_data.Test),
            _config.Training.Batch,
            _config.Training.Seed);

    private EncodedTexts Encode(IReadOnlyList<LabelledText> texts)
        => EncodedTexts.Encode(texts, _words, _config.Sequence);
}
