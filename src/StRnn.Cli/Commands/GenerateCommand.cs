using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Runs;
using StRnn.Tensors;
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

    private readonly Option<int?> _topK = OptionFactory.Count(
        "--top-k", "Draw from this many likeliest words (default: from all).");

    private readonly Option<double?> _topP = OptionFactory.Number<double>(
        "--top-p",
        "Draw from the likeliest words that have this probability together (default 1).",
        share => share is > 0 and <= 1,
        "above 0 and at most 1");

    private readonly Option<double?> _penalty = OptionFactory.Positive(
        "--repetition-penalty", "Weakens words that occurred: above 1, fewer are repeated (default 1).");

    private readonly Option<string[]> _stop = new("--stop")
    {
        Description = "End before this word, for example <eos>; may be given several times.",
        HelpName = "WORD",
    };

    private readonly Option<ulong?> _seed = OptionFactory.Seed("--seed", "Seed of the draws (default 1).");

    private readonly Option<CheckpointChoice> _checkpoint = CommonOptions.Checkpoint();

    private readonly Option<WeightStorage> _weights = CommonOptions.Weights();
    private readonly BackendOptions _backend = new();

    public GenerateCommand(CliConsole console)
        : base("generate", "Continue a text word by word with a trained model.", console)
    {
        _prompt.Required = true;
        Declare(
        [
            _run, _prompt, _tokens, _temperature, _topK, _topP, _penalty, _stop, _seed, _checkpoint, _weights,
            .. _backend.All,
        ]);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "strnn generate runs/st --prompt \"gets the\" --tokens 30",
        "strnn generate runs/st --prompt \"the company said\" --temperature 0.7 --seed 5",
        "strnn generate runs/st --prompt \"the company\" --top-p 0.9 --repetition-penalty 1.2 --stop \"<eos>\"",
    ];

    protected override int Run(ParseResult parsed)
    {
        var run = Experiments.Runs.Run.Open(parsed.GetValue(_run)!);
        string prompt = parsed.GetValue(_prompt)!;
        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new UsageException("--prompt needs at least one word.");
        }

        using var host = _backend.Open(Console, parsed);
        using var model = run.OpenLanguageModel(
            host.Backend, parsed.GetValue(_checkpoint), host.Backend.Info.Threads, parsed.GetValue(_weights));
        var session = model.OpenSession();
        var unknown = session.Feed(prompt);
        if (unknown.Count > 0)
        {
            Console.Warn($"Not in the vocabulary, read as {Vocabulary.Unknown}: {string.Join(", ", unknown)}.");
        }

        foreach (string _ in session.Generate(OptionsOf(parsed)))
        {
            // Each word is drawn when it is asked for; the text is written as a whole.
        }

        Console.Out.WriteLine(session.Text);
        return ExitCode.Done;
    }

    private GenerationOptions OptionsOf(ParseResult parsed) => new()
    {
        MaxWords = parsed.GetValue(_tokens) ?? DefaultCount,
        Temperature = parsed.GetValue(_temperature) ?? 1,
        TopK = parsed.GetValue(_topK) ?? 0,
        TopP = parsed.GetValue(_topP) ?? 1,
        RepetitionPenalty = parsed.GetValue(_penalty) ?? 1,
        StopWords = parsed.GetValue(_stop) ?? [],
        Seed = parsed.GetValue(_seed) ?? 1,
    };
}
