using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Tensors;
using StRnn.Text.Classification.Sources;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn classify</c>.</summary>
internal sealed class ClassifyCommand : CliCommand
{
    // A file is read in batches; on standard input each line is answered before the next is awaited.
    private const int FileBatch = 64;

    private readonly Argument<string?> _run = OptionFactory.Positional(
        "DIR", "The folder of a 'train classify'.", isRequired: true);

    private readonly Argument<string?> _text = OptionFactory.AnyText(
        "TEXT", "The text; without it and without --file, each line of standard input is one.");

    private readonly Option<string?> _file = OptionFactory.Text(
        "--file", "A UTF-8 file, plain or .gz: each line is a text.", "FILE");

    private readonly Option<CheckpointChoice> _checkpoint = CommonOptions.Checkpoint();
    private readonly Option<WeightStorage> _weights = CommonOptions.Weights();
    private readonly BackendOptions _backend = new();
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object per line: text, known words, label, and the probability of every class.",
    };

    public ClassifyCommand(CliConsole console)
        : base("classify", "Predict the classes of texts.", console)
        => Declare([_run, _text, _file, _checkpoint, _weights, .. _backend.All, _json]);

    public override string NotesTitle => "Words";

    public override IReadOnlyList<string> Notes =>
    [
        "A text is read as in training: words the model does not know are dropped. A text without known words is all",
        "padding; it gets a class too, and its number of known words is 0.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn classify runs/imdb \"a film to see twice\"",
        "strnn classify runs/imdb --file reviews.txt --json",
        "cat reviews.txt | strnn classify runs/imdb",
    ];

    protected override int Run(ParseResult parsed)
    {
        var run = Experiments.Runs.Run.Open(parsed.GetValue(_run)!);
        run.Require<ClassifierConfig>();
        (string? text, string? file) = (parsed.GetValue(_text), parsed.GetValue(_file));
        if (text is not null && file is not null)
        {
            throw new UsageException("TEXT and --file both name what to classify: give one of them.");
        }

        using var host = _backend.Open(Console, parsed);
        using var classifier = run.OpenClassifier(
            host.Backend, parsed.GetValue(_checkpoint), weights: parsed.GetValue(_weights));
        var texts = text is not null ? [text] : file is not null ? TextLines.Read(file) : StandardInput();
        foreach (var classified in classifier.Classify(texts, file is null ? 1 : FileBatch))
        {
            var prediction = new Prediction(classified);
            Console.Out.WriteLine(parsed.GetValue(_json) ? JsonOutput.Line(prediction.ToJson()) : prediction.ToText());
        }

        return ExitCode.Done;
    }

    private IEnumerable<string> StandardInput()
    {
        while (Console.In.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
