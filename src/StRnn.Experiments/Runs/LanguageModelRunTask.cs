using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Presets;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>A language model's configuration with its corpus.</summary>
internal sealed class LanguageModelRunTask : RunTask
{
    private readonly LanguageModelConfig _config;
    private readonly Corpus _corpus;

    public LanguageModelRunTask(LanguageModelConfig config)
    {
        _corpus = CorpusSource.Load(config.Data);
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
