using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Text.Classification;

namespace StRnn.Experiments.Configuration;

/// <summary>The labelled texts of a classifier, and how they become word numbers. V is the embedding's rows, whatever the texts use.</summary>
internal sealed record LabelledTextConfig : DataConfig
{
    public const string Pre = "pre";
    public const string Post = "post";

    public static readonly string[] Sides = [Pre, Post];

    private static readonly ClassificationOptions Defaults = new();

    public string? TextColumn { get; init; }

    public string? LabelColumn { get; init; }

    public bool Header { get; init; } = true;

    public bool Quotes { get; init; } = true;

    public bool DropDuplicates { get; init; }

    public double TestShare { get; init; } = Defaults.TestShare;

    public double ValidationShare { get; init; } = Defaults.ValidationShare;

    /// <summary>Draws the splits; the run's seed does not, so that runs of several seeds share them.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>Only so many training texts, and a quarter of that to validate and to test, spread over each part; null for all.</summary>
    public int? MaxTexts { get; init; }

    public bool LowerCase { get; init; } = true;

    /// <summary>Characters that separate words.</summary>
    public string Filters { get; init; } = TokenizerOptions.DefaultFilters;

    public string Padding { get; init; } = Pre;

    public string Truncation { get; init; } = Pre;

    /// <summary>The classes in the order of the model's outputs; null until the data are read.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Texts to learn from, with those that validate; null until the data are read.</summary>
    public int? TrainTexts { get; init; }

    public ClassificationOptions ToOptions() => new()
    {
        TextColumn = TextColumn,
        LabelColumn = LabelColumn,
        HasHeader = Header,
        Quotes = Quotes,
        DropDuplicates = DropDuplicates,
        TestShare = TestShare,
        ValidationShare = ValidationShare,
        Seed = SplitSeed,
    };

    public WordTokenizer ToTokenizer() => new(new TokenizerOptions { LowerCase = LowerCase, Filters = Filters });

    /// <summary>How texts are brought to T words.</summary>
    /// <param name="steps">T.</param>
    /// <exception cref="FormatException">There is no such side.</exception>
    public SequenceOptions ToSequence(int steps) => new() { Steps = steps, Padding = Side(Padding), Truncation = Side(Truncation) };

    private static SequenceSide Side(string name) => name switch
    {
        Pre => SequenceSide.Pre,
        Post => SequenceSide.Post,
        _ => throw new FormatException($"there is no side '{name}': use {Pre} or {Post}."),
    };
}
