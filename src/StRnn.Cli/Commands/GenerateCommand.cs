using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Runs;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn generate</c>.</summary>
internal sealed class GenerateCommand : CliCommand
{
    private const int DefaultCount = 40;

    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "A run's folder.", isRequired: true);
    private readonly Option<string?> _prompt = OptionFactory.Text("--prompt", "The words to start from.", "TEXT");
    private readonly Option<int?> _tokens = OptionFactory.Count(
        "--tokens", $"Words to draw (default {DefaultCount}).", least: 1, most: 100_000);

    private readonly Option<double?> _temperature = OptionFactory.Positive(
        "--temperature", "Divides the logits: below 1, likely words become likelier still (default 1).");

    private readonly Option<ulong?> _seed = OptionFactory.Seed("--seed", "Seed of the draws (default 1).");

    private readonly Option<CheckpointChoice> _checkpoint = CommonOptions.Checkpoint();

    private readonly BackendOptions _backend = new();

    public GenerateCommand(CliConsole console)
        : base("generate", "Continue a text word by word with a trained model.", console)
    {
        _prompt.Required = true;
        Declare([_run, _prompt, _tokens, _temperature, _seed, _checkpoint, .. _backend.All]);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "strnn generate runs/st --prompt \"gets the\" --tokens 30",
        "strnn generate runs/st --prompt \"the company said\" --temperature 0.7 --seed 5",
    ];

    protected override int Run(ParseResult parsed)
    {
        var run = Experiments.Runs.Run.Open(parsed.GetValue(_run)!);
        var vocabulary = run.ReadVocabulary();
        int[] prompt = Encode(vocabulary, parsed.GetValue(_prompt)!);
        using var host = _backend.Open(Console, parsed);
        using var trained = run.LoadLanguageModel(host.Backend, parsed.GetValue(_checkpoint));
        int[] drawn = new TextGenerator(host.Backend, trained.Model, host.Backend.Info.Threads).Generate(
            prompt,
            parsed.GetValue(_tokens) ?? DefaultCount,
            parsed.GetValue(_temperature) ?? 1,
            parsed.GetValue(_seed) ?? 1,
            vocabulary.UnknownId ?? -1);
        Console.Out.WriteLine(Detokenizer.ToText([.. prompt, .. drawn], vocabulary));
        return ExitCode.Done;
    }

    private int[] Encode(Vocabulary vocabulary, string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            throw new UsageException("--prompt needs at least one word.");
        }

        // The corpora are lower case: a capital is forgiven.
        string[] known = [.. words.Select(word => vocabulary.TryGetId(word, out _) ? word : word.ToLowerInvariant())];
        int[] ids = vocabulary.Encode(known);
        string[] unknown = [.. known.Where(word => !vocabulary.TryGetId(word, out _))];
        if (unknown.Length > 0)
        {
            Console.Warn($"Not in the vocabulary, read as {Vocabulary.Unknown}: {string.Join(", ", unknown)}.");
        }

        return ids;
    }
}
