using System.CommandLine;
using StRnn.Cli.Commands.Options;
using StRnn.Cli.Configuration;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn eval</c>.</summary>
internal sealed class EvalCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "A run's folder.", isRequired: true);
    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", "Other data than those the run learnt from: a corpus of the same vocabulary, or labelled texts of known classes.", "DIR|NAME");

    private readonly Option<string?> _split = OptionFactory.Choice(
        "--split",
        "What to evaluate (default test); test-single-stream reads a language model's test text as one stream, as the original recipes do; "
        + "all takes every text of a classifier's data.",
        [.. LanguageModelEvaluation.Splits, ClassifierEvaluation.All]);

    private readonly Option<string?> _checkpoint = OptionFactory.Choice(
        "--checkpoint", "Which weights: of the best validation (best, default), or newest (last).", CheckpointChoice.All);

    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<string?> _device = OptionFactory.Device();
    private readonly Option<bool> _json = OptionFactory.Json();

    public EvalCommand(CliConsole console)
        : base("eval", "Evaluate a trained model: loss, and perplexity or accuracy, of a split.")
    {
        _console = console;
        Arguments.Add(_run);
        Option[] options = [_data, _split, _checkpoint, _backend, _threads, _device, _json];
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
        "strnn eval runs/imdb --data more-reviews.csv --split all",
    ];

    private int Run(ParseResult parsed)
    {
        var run = new RunDirectory(parsed.GetValue(_run)!);
        var config = RunConfig.Read(run);
        string[] splits = config is ClassifierConfig ? ClassifierEvaluation.Splits : LanguageModelEvaluation.Splits;
        string split = parsed.GetValue(_split) ?? SplitNames.Test;
        if (!splits.Contains(split))
        {
            throw new UsageException(
                $"--split {split} means nothing for a run of 'strnn train {config.TaskName}': use {string.Join(", ", splits)}.");
        }

        var request = new EvaluationRequest(
            run, parsed.GetValue(_data), split, CheckpointChoice.PathOf(run, parsed.GetValue(_checkpoint)));
        using var host = new BackendHost(_console, parsed.GetValue(_backend), parsed.GetValue(_threads), parsed.GetValue(_device));
        var report = config switch
        {
            ClassifierConfig classifier => ClassifierEvaluation.Run(_console, classifier, request, () => host.Backend),
            LanguageModelConfig language => LanguageModelEvaluation.Run(_console, language, request, () => host.Backend),
            _ => throw new InvalidOperationException($"No evaluation is known for {config.GetType().Name}."),
        };
        if (!double.IsFinite(report.Result.Loss))
        {
            throw new TrainingException($"The {split} loss of '{request.Checkpoint}' is {report.Result.Loss}: its weights are unusable.");
        }

        Write(parsed.GetValue(_json), request, report, host);
        return ExitCode.Done;
    }

    private void Write(bool asJson, EvaluationRequest request, EvaluationReport report, BackendHost host)
    {
        var result = report.Result;
        double? perplexity = result.Accuracy is null ? Evaluation.PerplexityOf(result.Loss) : null;
        if (!asJson)
        {
            string figure = result.Accuracy is { } accuracy
                ? $"accuracy {accuracy:0.00 %}  over {result.TargetCount:N0} texts"
                : $"perplexity {perplexity:0.00}  over {result.TargetCount:N0} tokens";
            _console.Out.WriteLine(
                $"{result.Split}: loss {result.Loss:0.0000}  {figure}  "
                + $"('{request.Checkpoint}', epoch {report.Progress.Epoch}, step {report.Progress.Step})");
            return;
        }

        JsonOutput.Write(_console, new
        {
            request.Checkpoint,
            report.Progress.Epoch,
            report.Progress.Step,
            report.Data,
            result.Split,
            result.Loss,
            Perplexity = perplexity,
            result.Accuracy,
            Targets = result.TargetCount,
            Backend = $"{host.Backend.Info.Name}/{host.Backend.Info.InstructionSet}",
        });
    }
}
