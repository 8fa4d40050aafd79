using System.CommandLine;
using StRnn.Autograd;
using StRnn.Cli.Commands.Options;
using StRnn.Cli.Configuration;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn eval</c>.</summary>
internal sealed class EvalCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "A run's folder.", isRequired: true);
    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", "Another corpus of the same vocabulary; default: the one the run learnt from.", "DIR|NAME");

    private readonly Option<string?> _split = OptionFactory.Choice(
        "--split",
        "What to evaluate; test-single-stream reads the test text as one stream, as the original recipes do (default test).",
        [LanguageModelTask.Train, LanguageModelTask.Valid, LanguageModelTask.Test, LanguageModelTask.TestSingleStream]);

    private readonly Option<string?> _checkpoint = OptionFactory.Choice(
        "--checkpoint", "Which weights: lowest validation loss (best, default), or newest (last).", [TrainedModel.Best, TrainedModel.Last]);

    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<bool> _json = OptionFactory.Json();

    public EvalCommand(CliConsole console)
        : base("eval", "Evaluate a trained model: loss and perplexity of a split.")
    {
        _console = console;
        Arguments.Add(_run);
        Option[] options = [_data, _split, _checkpoint, _backend, _threads, _json];
        foreach (var option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string NotesTitle => string.Empty;

    public IReadOnlyList<string> Notes => [];

    public IReadOnlyList<string> Examples =>
    [
        "strnn eval runs/st --split test",
        "strnn eval runs/st --split test-single-stream --json",
        "strnn eval runs/st --split valid --checkpoint last --data my-corpus",
    ];

    private int Run(ParseResult parsed)
    {
        var run = new RunDirectory(parsed.GetValue(_run)!);
        var config = RunConfig.Read(run);
        var data = parsed.GetValue(_data) is { } name
            ? config.Data with { Name = CorpusSource.FullName(name), TrainTokens = null }
            : config.Data;
        string checkpoint = TrainedModel.PathOf(run, parsed.GetValue(_checkpoint));
        var corpus = CorpusSource.Load(data);
        CheckCorpus(run, config, corpus);

        using var host = new BackendHost(_console, parsed.GetValue(_backend), parsed.GetValue(_threads));
        using var trained = TrainedModel.Load(config, checkpoint, host.Backend);
        using var task = new LanguageModelTask(host.Backend, trained.Model, corpus, config.Training.Batch, config.Training.Bptt);
        using var tape = new Tape(host.Backend);
        var result = task.Evaluate(tape, parsed.GetValue(_split) ?? LanguageModelTask.Test);
        if (!double.IsFinite(result.Loss))
        {
            throw new TrainingException($"The {result.Split} loss of '{checkpoint}' is {result.Loss}: its weights are unusable.");
        }

        Write(parsed.GetValue(_json), data, result, trained, host);
        return ExitCode.Done;
    }

    private void CheckCorpus(RunDirectory run, RunConfig config, Corpus corpus)
    {
        var words = VocabularyFile.Read(run, config.Data.VocabularySize).Words;
        if (!words.SequenceEqual(corpus.Vocabulary.Words))
        {
            throw new CorpusException(
                $"The corpus '{corpus.Name}' has another vocabulary ({corpus.Vocabulary.Count} words) than the model "
                + $"({words.Count} words): evaluate on the corpus it was trained on ('{config.Data.Name}').");
        }

        if (config.Data.Sha256 is { } begun && CorpusSource.Fingerprint(corpus) != begun)
        {
            _console.Warn($"The text of '{corpus.Name}' is not the one the run in '{run.Path}' learnt from.");
        }
    }

    private void Write(bool asJson, DataConfig data, Evaluation result, TrainedModel trained, BackendHost host)
    {
        double? perplexity = Evaluation.PerplexityOf(result.Loss);
        if (!asJson)
        {
            _console.Out.WriteLine(
                $"{result.Split}: loss {result.Loss:0.0000}  perplexity {perplexity:0.00}  over {result.TargetCount:N0} tokens  "
                + $"('{trained.Checkpoint}', epoch {trained.Progress.Epoch}, step {trained.Progress.Step})");
            return;
        }

        JsonOutput.Write(_console, new
        {
            trained.Checkpoint,
            trained.Progress.Epoch,
            trained.Progress.Step,
            Data = data.Name,
            result.Split,
            result.Loss,
            Perplexity = perplexity,
            Targets = result.TargetCount,
            Backend = $"{host.Backend.Info.Name}/{host.Backend.Info.InstructionSet}",
        });
    }
}
