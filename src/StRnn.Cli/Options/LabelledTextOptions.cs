using System.CommandLine;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;

namespace StRnn.Cli.Options;

/// <summary>The options that find labelled texts and turn them into word numbers.</summary>
internal sealed class LabelledTextOptions
{
    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", "Labelled texts: a file (CSV, TSV or JSON lines, plain or .gz), a folder of a known layout, or dotnet-docs.", "PATH|NAME");

    private readonly Option<string?> _textColumn = OptionFactory.Text(
        "--text-column", "The column or JSON property of the text; its number from 1 where there is no header.", "NAME");

    private readonly Option<string?> _labelColumn = OptionFactory.Text(
        "--label-column", "The column or JSON property of the label; its number from 1 where there is no header.", "NAME");

    private readonly Option<bool?> _header = OptionFactory.Switch("--header", "Whether a file of no known layout begins with a header (default true).");
    private readonly Option<bool?> _quotes = OptionFactory.Switch("--quotes", "Whether double quotes enclose its fields (default true).");

    private readonly Option<bool?> _dropDuplicates = OptionFactory.Switch(
        "--drop-duplicates", "Leave texts out that repeat an earlier one, or one of a given test set (default false).");

    private readonly Option<double?> _testShare = OptionFactory.Share(
        "--test-share", "Share of the texts that becomes the test set where there is none (default 0.2).");

    private readonly Option<double?> _validationShare = OptionFactory.Share(
        "--validation-share", "Share of the training texts that becomes the validation set where there is none (default 0.1).");

    private readonly Option<ulong?> _splitSeed = OptionFactory.Seed(
        "--split-seed", "Seed of the splits, apart from --seed (default 1).");

    private readonly Option<int?> _vocabulary = OptionFactory.Number<int>(
        "--vocabulary", "V, the embedding's rows: padding and the V - 1 most frequent words (default 20000).", value => value >= 2, "a whole number of at least 2");

    private readonly Option<int?> _words = OptionFactory.Count(
        "--words", "T, words of a text: shorter ones are padded, longer ones cut (default 100).");

    private readonly Option<string?> _padding = OptionFactory.Choice("--padding", "Where short texts are padded (default pre).", LabelledTextConfig.Sides);

    private readonly Option<string?> _truncation = OptionFactory.Choice(
        "--truncation", "Where long texts lose words (default pre: the last T stay).", LabelledTextConfig.Sides);

    private readonly Option<bool?> _lowerCase = OptionFactory.Switch("--lower-case", "Whether letters become lower case (default true).");

    private readonly Option<string?> _filters = OptionFactory.Text(
        "--filters", "Characters that separate words beside the space (default: punctuation but the apostrophe, tab, line feed).", "CHARS");

    public IEnumerable<Option> All =>
    [
        _data, _textColumn, _labelColumn, _header, _quotes, _dropDuplicates, _testShare, _validationShare, _splitSeed, _vocabulary, _words, _padding,
        _truncation, _lowerCase, _filters,
    ];

    /// <summary>The data named, if they are.</summary>
    public string? NameOf(ParseResult parsed) => parsed.GetValue(_data) is { } data ? LabelledTextSource.FullName(data) : null;

    /// <summary>The data with the options given in place of what was there.</summary>
    public LabelledTextConfig Apply(ParseResult parsed, LabelledTextConfig data) => data with
    {
        Name = NameOf(parsed) ?? data.Name,
        TextColumn = parsed.GetValue(_textColumn) ?? data.TextColumn,
        LabelColumn = parsed.GetValue(_labelColumn) ?? data.LabelColumn,
        Header = parsed.GetValue(_header) ?? data.Header,
        Quotes = parsed.GetValue(_quotes) ?? data.Quotes,
        DropDuplicates = parsed.GetValue(_dropDuplicates) ?? data.DropDuplicates,
        TestShare = parsed.GetValue(_testShare) ?? data.TestShare,
        ValidationShare = parsed.GetValue(_validationShare) ?? data.ValidationShare,
        SplitSeed = parsed.GetValue(_splitSeed) ?? data.SplitSeed,
        VocabularySize = parsed.GetValue(_vocabulary) ?? data.VocabularySize,
        Padding = parsed.GetValue(_padding) ?? data.Padding,
        Truncation = parsed.GetValue(_truncation) ?? data.Truncation,
        LowerCase = parsed.GetValue(_lowerCase) ?? data.LowerCase,
        Filters = parsed.GetValue(_filters) ?? data.Filters,
    };

    /// <summary>T with the option given in place of what was there.</summary>
    public TrainingConfig Apply(ParseResult parsed, TrainingConfig training)
        => training with { Bptt = parsed.GetValue(_words) ?? training.Bptt };
}
