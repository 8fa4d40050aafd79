using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn extract</c>.</summary>
internal sealed class ExtractCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "The folder of a dense run, trained with --method iss.", isRequired: true);
    private readonly Option<string?> _out = OptionFactory.Text("--out", "The folder of the smaller model.", "DIR");
    private readonly Option<string?> _checkpoint = OptionFactory.Choice(
        "--checkpoint", "Which weights: of the best validation (best, default), or newest (last).", CheckpointChoice.All);

    public ExtractCommand(CliConsole console)
        : base("extract", "Leave out the hidden units that have vanished: a smaller dense model with the same outputs.")
    {
        _console = console;
        _out.Required = true;
        Arguments.Add(_run);
        Options.Add(_out);
        Options.Add(_checkpoint);
        SetAction(Run);
    }

    public string NotesTitle => string.Empty;

    public IReadOnlyList<string> Notes => [];

    public IReadOnlyList<string> Examples =>
    [
        "strnn train lm --data data/ptb --method iss --out runs/iss",
        "strnn extract runs/iss --out runs/iss-small",
        "strnn eval runs/iss-small --data data/ptb --split test",
    ];

    private int Run(ParseResult parsed)
    {
        var run = new RunDirectory(parsed.GetValue(_run)!);
        var config = RunConfig.Read(run);
        string checkpoint = CheckpointChoice.PathOf(run, parsed.GetValue(_checkpoint));
        var target = new RunDirectory(parsed.GetValue(_out)!);
        if (target.HasRun)
        {
            throw new UsageException($"--out '{target.Path}' already holds a run: choose another folder.");
        }

        var extracted = ExtractedModel.Of(config, checkpoint);
        extracted.Write(run, target);
        foreach (var (name, units, kept) in extracted.Structures)
        {
            _console.Out.WriteLine($"{name}: {kept:N0} of {units:N0} units remain");
        }

        _console.Out.WriteLine($"{extracted.WeightsBefore:N0} weights, {extracted.WeightsAfter:N0} remain, in '{target.Path}'");
        return ExitCode.Done;
    }
}
