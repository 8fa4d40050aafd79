using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>Evaluates a trained language model.</summary>
internal static class LanguageModelEvaluation
{
    public static readonly string[] Splits =
        [SplitNames.Train, SplitNames.Valid, SplitNames.Test, LanguageModelTask.TestSingleStream];

    public static EvaluationReport Run(
        Action<string> warn, LanguageModelConfig config, EvaluationRequest request, Func<IBackend> backend)
    {
        var data = request.Data is { } name
            ? config.Data with { Name = CorpusSource.FullName(name), TrainTokens = null }
            : config.Data;
        var corpus = CorpusSource.Load(data);
        CheckCorpus(warn, config, request, corpus);
        var on = backend();
        using var trained = new TrainedModel<LanguageModel>(
            config.Model.ToModel(config.Data.VocabularySize), request.Checkpoint, on);
        using var task = new LanguageModelTask(on, trained.Model, corpus, config.Training.Batch, config.Training.Bptt);
        using var tape = new Tape(on);
        return new EvaluationReport(data.Name, task.Evaluate(tape, request.Split), trained.Progress);
    }

    private static void CheckCorpus(Action<string> warn, LanguageModelConfig config, EvaluationRequest request, Corpus corpus)
    {
        var words = VocabularyFile.Read(request.Run, config.Data.VocabularySize).Words;
        if (!words.SequenceEqual(corpus.Vocabulary.Words))
        {
            throw new CorpusException(
                $"The corpus '{corpus.Name}' has another vocabulary ({corpus.Vocabulary.Count} words) than the model "
                + $"({words.Count} words): evaluate on the corpus it was trained on ('{config.Data.Name}').");
        }

        if (config.Data.Sha256 is { } begun && CorpusSource.Fingerprint(corpus) != begun)
        {
            warn($"The text of '{corpus.Name}' is not the one the run in '{request.Run.Path}' learnt from.");
        }
    }
}
