using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Text.Corpora;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn tokenize</c>.</summary>
internal sealed class TokenizeCommand : CliCommand
{
    private readonly Argument<string?> _text = OptionFactory.Positional(
        "TEXT", "A text file, a sentence per line, plain or .gz.", isRequired: true);

    private readonly Option<string?> _out = OptionFactory.Text(
        "--out", $"The token file (default: the text's name with {TokenFile.Extension}).", "FILE");

    private readonly Option<double?> _validationShare = OptionFactory.Share(
        "--validation-share", "Share of the lines to validate on, after those to train on (default 0.05).");

    private readonly Option<double?> _testShare = OptionFactory.Share(
        "--test-share", "Share of the lines to test on, the last ones (default 0.05).");

    private readonly Option<int?> _minimumCount = OptionFactory.Count(
        "--min-count", "Occurrences of a word to be known; rarer ones become <unk> (default 1).");

    public TokenizeCommand(CliConsole console)
        : base("tokenize", "Write a token file of a text of any size, which training reads piece by piece.", console)
        => Declare([_text, _out, _validationShare, _testShare, _minimumCount]);

    public override IReadOnlyList<string> Examples =>
    [
        "strnn tokenize books.txt --min-count 5 --out books.tokens",
        "strnn train lm --data books.tokens --sparsity 0.8 --out runs/books",
    ];

    protected override int Run(ParseResult parsed)
    {
        string text = parsed.GetValue(_text)!;
        string path = parsed.GetValue(_out) ?? text + TokenFile.Extension;
        var defaults = new CorpusOptions();
        TokenFile.WriteText(path, text, new CorpusOptions
        {
            ValidationShare = parsed.GetValue(_validationShare) ?? defaults.ValidationShare,
            TestShare = parsed.GetValue(_testShare) ?? defaults.TestShare,
            MinimumCount = parsed.GetValue(_minimumCount) ?? defaults.MinimumCount,
        });
        var corpus = TokenFile.Open(path);
        Console.Out.WriteLine(
            $"'{path}': {corpus.Train.Length:N0} / {corpus.Valid.Length:N0} / {corpus.Test.Length:N0} tokens, "
            + $"{corpus.Vocabulary.Count:N0} words.");
        return ExitCode.Done;
    }
}
