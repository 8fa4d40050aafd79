using System.Text.Json.Serialization;
using StRnn.Text.Classification;

namespace StRnn.Experiments.Configuration;

/// <summary>
/// Names the labelled texts of a classifier, and says how they become word numbers. V is the embedding's rows, whatever
/// the texts use.
/// </summary>
public sealed record LabelledTextConfig : DataConfig
{
    /// <summary>The side in front of a text.</summary>
    public const string Pre = "pre";

    /// <summary>The side behind a text.</summary>
    public const string Post = "post";

    internal static readonly string[] Sides = [Pre, Post];

    private static readonly ClassificationOptions Defaults = new();

    /// <summary>Gets the column or JSON property of the text; null for what the layout says.</summary>
    public string? TextColumn { get; init; }

    /// <summary>Gets the column or JSON property of the label; null for what the layout says.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Gets a value indicating whether a file of no known layout begins with a header.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Gets a value indicating whether double quotes enclose a file's fields.</summary>
    public bool Quotes { get; init; } = true;

    /// <summary>Gets a value indicating whether texts that repeat another one are left out.</summary>
    public bool DropDuplicates { get; init; }

    /// <summary>Gets the share of the texts that becomes the test set where there is none.</summary>
    public double TestShare { get; init; } = Defaults.TestShare;

    /// <summary>Gets the share of the training texts that becomes the validation set where there is none.</summary>
    public double ValidationShare { get; init; } = Defaults.ValidationShare;

    /// <summary>
    /// Gets the seed that draws the splits, apart from the run's, so that runs of several seeds share them.
    /// </summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>
    /// Gets a value indicating whether the test texts choose the epoch, with all others to learn from: what public
    /// programs of the time did, and no clean figure.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ChosenByTest { get; init; }

    /// <summary>
    /// Gets a value indicating whether a word that is not kept becomes one for all of them, as in Keras's own IMDB set;
    /// false to drop it, as Keras's tokenizer does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepsUnknownWords { get; init; }

    /// <summary>
    /// Gets the number of texts to train on, with a quarter of it to validate and to test; null for all.
    /// </summary>
    public int? MaxTexts { get; init; }

    /// <summary>Gets a value indicating whether letters become lower case.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Gets the characters that separate words beside the space.</summary>
    public string Filters { get; init; } = TokenizerOptions.DefaultFilters;

    /// <summary>Gets the side on which short texts are padded.</summary>
    public string Padding { get; init; } = Pre;

    /// <summary>Gets the side on which long texts lose words.</summary>
    public string Truncation { get; init; } = Pre;

    /// <summary>Gets the classes in the order of the model's outputs; null until the data are read.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>
    /// Gets the number of texts to learn from, with those that validate; null until the data are read.
    /// </summary>
    public int? TrainTexts { get; init; }

    /// <summary>Names other texts, which are read by the same rules and for the same classes.</summary>
    internal LabelledTextConfig OfOtherTexts(string name) => new()
    {
        Name = name,
        VocabularySize = VocabularySize,
        Classes = Classes,
        KeepsUnknownWords = KeepsUnknownWords,
        LowerCase = LowerCase,
        Filters = Filters,
        Padding = Padding,
        Truncation = Truncation,
    };

    internal ClassificationOptions ToOptions() => new()
    {
        TextColumn = TextColumn,
        LabelColumn = LabelColumn,
        HasHeader = Header,
        Quotes = Quotes,
        DropDuplicates = DropDuplicates,
        TestShare = TestShare,
        ValidationShare = ChosenByTest ? 0 : ValidationShare,
        Seed = SplitSeed,
    };

    internal WordTokenizer ToTokenizer() => new(new TokenizerOptions { LowerCase = LowerCase, Filters = Filters });

    /// <summary>Creates the options that bring texts to T words.</summary>
    /// <param name="steps">T.</param>
    /// <exception cref="FormatException">There is no such side.</exception>
    internal SequenceOptions ToSequence(int steps)
        => new() { Steps = steps, Padding = Side(Padding), Truncation = Side(Truncation) };

    private static SequenceSide Side(string name) => name switch
    {
        Pre => SequenceSide.Pre,
        Post => SequenceSide.Post,
        _ => throw new FormatException($"there is no side '{name}': use {Pre} or {Post}."),
    };
}
