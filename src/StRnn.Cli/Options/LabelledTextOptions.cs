using System.CommandLine;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;

namespace StRnn.Cli.Options;

/// <summary>The options that name labelled texts and say how they become word numbers.</summary>
internal sealed class LabelledTextOptions
{
    private const string ByValidation = "validation";
    private const string ByTest = "test";
    private const string Drop = "drop";
    private const string Keep = "keep";

    private readonly Option<string?> _data = OptionFactory.Text(
        "--data",
        "Labelled texts: a file (CSV, TSV or JSON lines, plain or .gz), a folder of a known layout, or dotnet-docs.",
        "PATH|NAME");

    private readonly Option<string?> _textColumn = OptionFactory.Text(
        "--text-column", "Column or JSON property of the text; without a header its number, from 1.", "NAME");

    private readonly Option<string?> _labelColumn = OptionFactory.Text(
        "--label-column", "Column or JSON property of the label; without a header its number, from 1.", "NAME");

    private readonly Option<bool?> _header = OptionFactory.Switch(
        "--header", "A file of no known layout begins with a header (default true).");

    private readonly Option<bool?> _quotes = OptionFactory.Switch(
        "--quotes", "Double quotes enclose the fields of a file of no known layout (default true).");

    private readonly Option<bool?> _dropDuplicates = OptionFactory.Switch(
        "--drop-duplicates", "Leave out texts that repeat an earlier one, or one of a given test set (default false).");

    private readonly Option<double?> _testShare = OptionFactory.Share(
        "--test-share", "Share of the texts to test on, if the data have no test set (default 0.2).");

    private readonly Option<double?> _validationShare = OptionFactory.Share(
        "--validation-share",
        "Share of the training texts to validate on, if the data have no validation set (default 0.1).");

    private readonly Option<ulong?> _splitSeed = OptionFactory.Seed(
        "--split-seed", "Seed of the splits, apart from --seed (default 1).");

    private readonly Option<int?> _vocabulary = OptionFactory.Count(
        "--vocabulary",
        "V, rows of the embedding: padding and the V - 1 most frequent words (default 20000, or with preset text as "
        + "many as the texts have).",
        least: 2);

    private readonly Option<string?> _padding = OptionFactory.Choice(
        "--padding", "Side on which short texts are padded (default pre).", LabelledTextConfig.Sides);

    private readonly Option<string?> _truncation = OptionFactory.Choice(
        "--truncation",
        "Side on which long texts lose words (default pre: the last T remain).",
        LabelledTextConfig.Sides);

    private readonly Option<string?> _chooseBy = OptionFactory.Choice(
        "--choose-by",
        "What chooses the best epoch: validation texts (default), or the test texts, with all others to learn from, as "
        + "some public programs do. Its test figure is no clean one.",
        [ByValidation, ByTest]);

    private readonly Option<string?> _unknownWords = OptionFactory.Choice(
        "--unknown-words",
        "Words that are not kept: left out (drop, the default), or one word for all of them (keep).",
        [Drop, Keep]);

    private readonly Option<bool?> _lowerCase = OptionFactory.Switch(
        "--lower-case", "Convert letters to lower case (default true).");

    private readonly Option<string?> _filters = OptionFactory.Text(
        "--filters",
        "Characters besides the space that separate words "
        + "(default: punctuation except the apostrophe, tab, line feed).",
        "CHARS");

    public IEnumerable<Option> All =>
    [
        _data, _textColumn, _labelColumn, _header, _quotes, _dropDuplicates, _testShare, _validationShare, _splitSeed,
        _chooseBy, _vocabulary, _unknownWords, _padding, _truncation, _lowerCase, _filters,
    ];

    /// <summary>Gets the full name of the data; null if none are named.</summary>
    public string? NameOf(ParseResult parsed)
        => parsed.GetValue(_data) is { } data ? LabelledTextSource.FullName(data) : null;

    /// <summary>Replaces the settings of the data for which options are given.</summary>
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
        ChosenByTest = parsed.GetValue(_chooseBy) is { } chooser ? chooser == ByTest : data.ChosenByTest,
        KeepsUnknownWords = parsed.GetValue(_unknownWords) is { } unknown ? unknown == Keep : data.KeepsUnknownWords,
        VocabularySize = parsed.GetValue(_vocabulary) ?? data.VocabularySize,
        Padding = parsed.GetValue(_padding) ?? data.Padding,
        Truncation = parsed.GetValue(_truncation) ?? data.Truncation,
        LowerCase = parsed.GetValue(_lowerCase) ?? data.LowerCase,
        Filters = parsed.GetValue(_filters) ?? data.Filters,
    };
}
