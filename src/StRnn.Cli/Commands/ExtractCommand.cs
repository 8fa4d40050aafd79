using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn extract</c>.</summary>
internal sealed class ExtractCommand : CliCommand
{
    private readonly Argument<string?> _run = OptionFactory.Positional(
        "DIR", "The folder of a dense run, trained with --method iss.", isRequired: true);

    private readonly Option<string?> _out = OptionFactory.Text("--out", "The folder of the smaller model.", "DIR");
    private readonly Option<CheckpointChoice> _checkpoint = CommonOptions.Checkpoint();

    public ExtractCommand(CliConsole console)
        : base(
            "extract",
            "Leave out the hidden units that have vanished: a smaller dense model with the same outputs.",
            console)
    {
        _out.Required = true;
        Declare(_run, _out, _checkpoint);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "strnn train lm --data data/ptb --method iss --out runs/iss",
        "strnn extract runs/iss --out runs/iss-small",
        "strnn eval runs/iss-small --data data/ptb --split test",
    ];

    protected override int Run(ParseResult parsed)
    {
        var run = Experiments.Runs.Run.Open(parsed.GetValue(_run)!);
        string checkpoint = run.CheckpointPath(parsed.GetValue(_checkpoint));
        var target = new RunDirectory(parsed.GetValue(_out)!);
        if (Experiments.Runs.Run.WhyNotBegin(target) is { } problem)
        {
            throw new UsageException($"--out {problem}: choose another folder.");
        }

        var extracted = ExtractedModel.Of(run.Config, checkpoint);
        extracted.Write(run.Directory, target);
        foreach (var (name, units, kept) in extracted.Structures)
        {
            Console.Out.WriteLine($"{name}: {kept:N0} of {units:N0} units remain");
        }

        Console.Out.WriteLine(
            $"{extracted.WeightsBefore:N0} weights, {extracted.WeightsAfter:N0} remain, in '{target.Path}'");
        return ExitCode.Done;
    }
}
