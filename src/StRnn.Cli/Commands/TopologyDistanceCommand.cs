using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Data;
using StRnn.Experiments.Runs;
using StRnn.Sparsity.Distance;
using StRnn.Text.Classification;
using StRnn.Text.Topology;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn topology-distance</c>.</summary>
internal sealed class TopologyDistanceCommand : CliCommand
{
    private readonly Argument<string?> _first = OptionFactory.Positional(
        "A", "A run's folder, or a checkpoint file.", isRequired: true);

    private readonly Argument<string?> _second = OptionFactory.Positional(
        "B", "Another one of the same shape.", isRequired: true);

    private readonly Option<CheckpointChoice> _checkpoint = CommonOptions.Checkpoint();
    private readonly Option<bool> _json = CommonOptions.Json();

    public TopologyDistanceCommand(CliConsole console)
        : base(
            "topology-distance",
            "Measure the distance of two models' sparse topologies, from 0 (equal) to 1 (no connection shared).",
            console)
        => Declare(_first, _second, _checkpoint, _json);

    public override string NotesTitle => "Counting";

    public override IReadOnlyList<string> Notes =>
    [
        "distance: every neuron of A is matched with one of B so that their input sets differ least (NNSTD, Liu et al.",
        "2020); a hidden state is matched once, over the inputs of all its gates, for everything that reads it.",
        "in place: every neuron is compared with the one of the same number. Words and classes keep their numbers.",
        "Layers that are dense in both are left out of the mean.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn topology-distance runs/seed-1 runs/seed-2",
        "strnn topology-distance runs/st/best.safetensors runs/st/last.safetensors --json",
    ];

    protected override int Run(ParseResult parsed)
    {
        string first = parsed.GetValue(_first)!;
        string second = parsed.GetValue(_second)!;
        WarnOfOtherWords(first, second);
        string one = PathOf(first, parsed.GetValue(_checkpoint));
        string two = PathOf(second, parsed.GetValue(_checkpoint));
        var distance = TopologyDistance.Between(SavedTopology.Read(one), SavedTopology.Read(two));
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console, DistanceTable.ToJson(one, two, distance));
        }
        else
        {
            DistanceTable.Write(Console, one, two, distance);
        }

        return ExitCode.Done;
    }

    private static string PathOf(string given, CheckpointChoice checkpoint)
    {
        if (File.Exists(given))
        {
            return checkpoint == CheckpointChoice.Any
                ? given
                : throw new UsageException(
                    $"'{given}' is a checkpoint itself: leave out --checkpoint, or name its folder.");
        }

        return Directory.Exists(given)
            ? Experiments.Runs.Run.CheckpointPath(new RunDirectory(given), checkpoint)
            : throw new UsageException($"'{given}' does not exist: name a run's folder or a checkpoint file.");
    }

    // A language model's words and a classifier's lie in files of different names.
    private void WarnOfOtherWords(string first, string second)
    {
        RunDirectory one = new(FolderOf(first)), two = new(FolderOf(second));
        Func<RunDirectory, string>[] files = [VocabularyFile.PathOf, folder => folder.File(WordIndexFile.Name)];
        foreach (var file in files)
        {
            (string mine, string other) = (file(one), file(two));
            if (File.Exists(mine)
                && File.Exists(other)
                && !File.ReadAllBytes(mine).AsSpan().SequenceEqual(File.ReadAllBytes(other)))
            {
                Console.Warn($"'{mine}' and '{other}' differ: words are compared number by number.");
            }
        }

        static string FolderOf(string given)
            => File.Exists(given) ? Path.GetDirectoryName(Path.GetFullPath(given))! : given;
    }
}
