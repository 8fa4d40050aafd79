namespace StRnn.Text.LanguageModeling;

/// <summary>Says how words are drawn that continue a text.</summary>
/// <remarks>
/// Applied in this order: the logits of words that occurred are weakened by <see cref="RepetitionPenalty"/>; p =
/// softmax(logits / <see cref="Temperature"/>); of these the <see cref="TopK"/> likeliest; of these the likeliest whose
/// sum reaches <see cref="TopP"/>. With the defaults, words are drawn from the model's own distribution.
/// </remarks>
public sealed record GenerationOptions
{
    /// <summary>Gets the largest number of words to draw.</summary>
    public int MaxWords { get; init; } = 40;

    /// <summary>Gets the temperature, above 0; below 1, likely words become more likely.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Gets the number of likeliest words to draw from; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Gets the probability that the words to draw from have together at least, in (0, 1] (nucleus sampling; Holtzman
    /// et al. 2020, "The curious case of neural text degeneration", section 3.1).
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>
    /// Gets the penalty θ of words that the text has already: a positive logit is divided by it, a negative one
    /// multiplied (Keskar et al. 2019, "CTRL", section 4.1); 1 for none, above 1 to repeat less.
    /// </summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>
    /// Gets the seed of the draws: the same seed and text give the same words, to every caller. For another text each
    /// time give another seed, such as <c>(ulong)Random.Shared.NextInt64()</c>.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gets the words before which a text ends, such as <c>&lt;eos&gt;</c>; they are no part of it.</summary>
    public IReadOnlyList<string> StopWords { get; init; } = [];

    /// <summary>Gets a value indicating whether <c>&lt;unk&gt;</c> may be drawn.</summary>
    public bool AllowsUnknown { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range; the message names it.</exception>
    internal void Check()
    {
        Require(MaxWords >= 0, nameof(MaxWords), MaxWords, "0 or more");
        Require(Temperature > 0 && double.IsFinite(Temperature), nameof(Temperature), Temperature, "above 0");
        Require(TopK >= 0, nameof(TopK), TopK, "0, for all words, or more");
        Require(TopP is > 0 and <= 1, nameof(TopP), TopP, "above 0 and at most 1");
        Require(
            RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty),
            nameof(RepetitionPenalty), RepetitionPenalty, "above 0");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
