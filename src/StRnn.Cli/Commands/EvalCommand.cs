using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Runs;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn eval</c>.</summary>
internal sealed class EvalCommand : CliCommand
{
    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "A run's folder.", isRequired: true);
    private readonly Option<string?> _data = OptionFactory.Text(
        "--data",
        "Other data than those of the training: a corpus of the same vocabulary, or labelled texts of known classes.",
        "DIR|NAME");

    private readonly Option<string?> _split = OptionFactory.Choice(
        "--split",
        "The split to evaluate (default test). test-single-stream reads a language model's test text as one stream, "
        + "as the original recipes do; all takes every text of a classifier's data.",
        [.. LanguageModelEvaluation.Splits, ClassifierEvaluation.All]);

    private readonly Option<CheckpointChoice> _checkpoint = CommonOptions.Checkpoint();

    private readonly Option<WeightStorage> _weights = CommonOptions.Weights();
    private readonly BackendOptions _backend = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    public EvalCommand(CliConsole console)
        : base("eval", "Evaluate a trained model: loss, and perplexity or accuracy, of a split.", console)
        => Declare([_run, _data, _split, _checkpoint, _weights, .. _backend.All, _json]);

    public override IReadOnlyList<string> Examples =>
    [
        "strnn eval runs/st --split test",
        "strnn eval runs/st --split test-single-stream --json",
        "strnn eval runs/st --split valid --checkpoint last --data my-corpus",
        "strnn eval runs/imdb --data more-reviews.csv --split all",
        "strnn eval runs/st --weights bfloat16",
    ];

    protected override int Run(ParseResult parsed)
    {
        var run = Experiments.Runs.Run.Open(parsed.GetValue(_run)!);
        string split = parsed.GetValue(_split) ?? SplitNames.Test;
        if (!run.Splits.Contains(split))
        {
            throw new UsageException(
                $"--split {split} does not exist for a run of 'strnn train {run.Config.TaskName}': "
                + $"use {string.Join(", ", run.Splits)}.");
        }

        using var host = _backend.Open(Console, parsed);
        string? data = parsed.GetValue(_data);
        var evaluation = run.Evaluate(
            () => host.Backend, split, data, parsed.GetValue(_checkpoint), parsed.GetValue(_weights));
        if (evaluation.HaveDataChanged)
        {
            Console.Warn($"The data '{evaluation.Data}' are not those of the training of '{run.Directory.Path}'.");
        }

        if (!double.IsFinite(evaluation.Result.Loss))
        {
            throw new TrainingException(
                $"The {split} loss of '{evaluation.Checkpoint}' is {evaluation.Result.Loss}: "
                + "its weights are unusable.");
        }

        Write(parsed.GetValue(_json), evaluation, host);
        return ExitCode.Done;
    }

    private void Write(bool asJson, RunEvaluation evaluation, BackendHost host)
    {
        var result = evaluation.Result;
        double? perplexity = result.Accuracy is null ? Evaluation.PerplexityOf(result.Loss) : null;
        if (!asJson)
        {
            string figure = result.Accuracy is { } accuracy
                ? $"accuracy {accuracy:0.00 %}  over {result.TargetCount:N0} texts"
                : $"perplexity {perplexity:0.00}  over {result.TargetCount:N0} tokens";
            Console.Out.WriteLine(
                $"{result.Split}: loss {result.Loss:0.0000}  {figure}  "
                + $"('{evaluation.Checkpoint}', epoch {evaluation.Progress.Epoch}, step {evaluation.Progress.Step})");
            return;
        }

        JsonOutput.Write(Console, new
        {
            evaluation.Checkpoint,
            evaluation.Progress.Epoch,
            evaluation.Progress.Step,
            evaluation.Data,
            result.Split,
            result.Loss,
            Perplexity = perplexity,
            result.Accuracy,
            Targets = result.TargetCount,
            Backend = $"{host.Backend.Info.Name}/{host.Backend.Info.InstructionSet}",
        });
    }
}
