using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Presets;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>A run's configuration with its data loaded, from which the task is made that trains it.</summary>
internal abstract class LoadedRun
{
    /// <summary>Gets the configuration, with everything that only the data tell.</summary>
    public abstract RunConfig Config { get; }

    /// <summary>Gets the data in a few words.</summary>
    public abstract string DataSummary { get; }

    /// <summary>Loads the data that a configuration names.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="words">The folder whose vocabulary the data are read with; null to make one of them.</param>
    public static LoadedRun Load(RunConfig config, RunDirectory? words = null) => config switch
    {
        LanguageModelConfig language => new LoadedLanguageModelRun(language, words),
        ClassifierConfig classifier => new LoadedClassifierRun(classifier, words),
        _ => throw new NotSupportedException($"{config.GetType().Name} describes no task."),
    };

    /// <summary>Writes the words to the run, without which its model means nothing.</summary>
    public abstract void WriteVocabulary(RunDirectory run);

    /// <summary>Declares the model and makes the task that trains it.</summary>
    public abstract ITrainingTask CreateTask(IBackend backend);
}

/// <summary>A language model's configuration with its corpus.</summary>
internal sealed class LoadedLanguageModelRun : LoadedRun
{
    private readonly LanguageModelConfig _config;
    private readonly Corpus _corpus;

    public LoadedLanguageModelRun(LanguageModelConfig config, RunDirectory? words)
    {
        _corpus = CorpusSource.Load(config.Data);
        if (words is not null)
        {
            _corpus = CorpusSource.Recode(
                _corpus, VocabularyFile.Read(words, RunConfig.Read(words).DataSource.VocabularySize));
        }

        _config = SmallDense.Size(config with
        {
            Data = config.Data with
            {
                Source = _corpus.Provenance.Source,
                SourceSha256 = _corpus.Provenance.Sha256,
                Sha256 = CorpusSource.Fingerprint(_corpus),
                VocabularySize = _corpus.Vocabulary.Count,
            },
        });
    }

    public override RunConfig Config => _config;

    public override string DataSummary
        => $"{_corpus.Train.Length:N0} / {_corpus.Valid.Length:N0} / {_corpus.Test.Length:N0} tokens, "
            + $"{_corpus.Vocabulary.Count:N0} words";

    public override void WriteVocabulary(RunDirectory run) => VocabularyFile.Write(run, _corpus.Vocabulary);

    public override ITrainingTask CreateTask(IBackend backend)
        => new LanguageModelTask(
            backend, _config.ToModel(), _corpus, _config.Training.Batch, _config.Training.Bptt);
}

/// <summary>A classifier's configuration with its texts.</summary>
internal sealed class LoadedClassifierRun : LoadedRun
{
    private readonly ClassifierConfig _config;
    private readonly TextClassificationData _data;
    private readonly WordIndex _words;

    public LoadedClassifierRun(ClassifierConfig config, RunDirectory? words)
    {
        _data = LabelledTextSource.Load(config.Data);
        if (_data.Validation.Count == 0)
        {
            throw new RunException(RunProblem.NoValidationTexts, $"'{config.Data.Name}' leaves no validation texts.");
        }

        if (words is null)
        {
            _words = WordIndex.FromTexts(
                _data.Train.Select(text => text.Text),
                config.Data.ToTokenizer(),
                config.Data.VocabularySize == 0 ? WordIndex.DefaultNumWords : config.Data.VocabularySize,
                config.Data.KeepsUnknownWords);
        }
        else
        {
            _words = WordIndexFile.Read(words, config.Data.VocabularySize);
            _data = LabelledTextSource.Renumber(_data, config.Data.Classes!);
        }

        _config = SmallDense.Size(FewTexts.Fit(config with
        {
            Data = config.Data with
            {
                VocabularySize = config.Data.VocabularySize == 0 ? _words.Size : config.Data.VocabularySize,
                Source = _data.Provenance.Source,
                SourceSha256 = _data.Provenance.Sha256,
                Sha256 = LabelledTextSource.Fingerprint(_data),
                Classes = [.. _data.ClassNames],
                TrainTexts = _data.Train.Count + (config.Data.ChosenByTest ? 0 : _data.Validation.Count),
            },
        }));
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
