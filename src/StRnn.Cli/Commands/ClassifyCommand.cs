using System.CommandLine;
using StRnn.Autograd;
using StRnn.Cli.Commands.Options;
using StRnn.Cli.Configuration;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Text.Classification;
using StRnn.Text.Classification.Sources;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn classify</c>.</summary>
internal sealed class ClassifyCommand : Command, IDocumented
{
    // A file is read in batches; on standard input each line is answered before the next is awaited.
    private const int FileBatch = 64;

    private readonly CliConsole _console;
    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "The folder of a 'train classify'.", isRequired: true);
    private readonly Argument<string?> _text = OptionFactory.AnyText(
        "TEXT", "The text; without it and without --file, each line of standard input is one.");

    private readonly Option<string?> _file = OptionFactory.Text("--file", "A UTF-8 file, plain or .gz: each line is a text.", "FILE");
    private readonly Option<string?> _checkpoint = OptionFactory.Choice(
        "--checkpoint", "Which weights: of the best validation (best, default), or newest (last).", CheckpointChoice.All);

    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<string?> _device = OptionFactory.Device();
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object a line: text, known words, label, and the probability of every class.",
    };

    public ClassifyCommand(CliConsole console)
        : base("classify", "Say what class texts belong to.")
    {
        _console = console;
        Arguments.Add(_run);
        Arguments.Add(_text);
        Option[] options = [_file, _checkpoint, _backend, _threads, _device, _json];
        foreach (var option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string NotesTitle => "Words";

    public IReadOnlyList<string> Notes =>
    [
        "A text is read as in training: words the model does not know are dropped, and a text without known words is all padding; it gets a",
        "class too, and its number of known words is 0.",
    ];

    public IReadOnlyList<string> Examples =>
    [
        "strnn classify runs/imdb \"a film to see twice\"",
        "strnn classify runs/imdb --file reviews.txt --json",
        "cat reviews.txt | strnn classify runs/imdb",
    ];

    private int Run(ParseResult parsed)
    {
        var run = new RunDirectory(parsed.GetValue(_run)!);
        var config = RunConfig.Read<ClassifierConfig>(run);
        string checkpoint = CheckpointChoice.PathOf(run, parsed.GetValue(_checkpoint));
        var words = WordIndexFile.Read(run, config.Data.VocabularySize);
        (string? text, string? file) = (parsed.GetValue(_text), parsed.GetValue(_file));
        if (text is not null && file is not null)
        {
            throw new UsageException("TEXT and --file both say what to classify: give one of them.");
        }

        using var host = new BackendHost(_console, parsed.GetValue(_backend), parsed.GetValue(_threads), parsed.GetValue(_device));
        using var trained = new TrainedModel<TextClassifier>(config.ToModel(), checkpoint, host.Backend);
        using var tape = new Tape(host.Backend);
        var predictor = new TextPredictor(host.Backend, trained.Model);
        var texts = text is not null ? [text] : file is not null ? TextLines.Read(file) : StandardInput();
        foreach (string[] batch in texts.Chunk(file is null ? 1 : FileBatch))
        {
            var encoded = EncodedTexts.Encode([.. batch.Select(line => new LabelledText(line, 0))], words, config.Sequence);
            var probabilities = predictor.Predict(tape, encoded);
            for (int i = 0; i < batch.Length; i++)
            {
                var prediction = new Prediction(batch[i], encoded.WordsOf(i).Length, config.Data.Classes!, probabilities[i]);
                _console.Out.WriteLine(parsed.GetValue(_json) ? JsonOutput.Line(prediction.ToJson()) : prediction.ToText());
            }
        }

        return ExitCode.Done;
    }

    private IEnumerable<string> StandardInput()
    {
        while (_console.In.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
