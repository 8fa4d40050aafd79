namespace StRnn.Text.Classification;

/// <summary>The classes of a text with their probabilities.</summary>
/// <param name="Text">The text.</param>
/// <param name="KnownWords">
/// The number of its words that the model read. A text without any is all padding; it gets a class too.
/// </param>
/// <param name="Classes">The probability of every class, by number; they sum to 1.</param>
public sealed record ClassifiedText(string Text, int KnownWords, IReadOnlyList<LabelProbability> Classes)
{
    /// <summary>Gets the name of the likeliest class; the first on a tie.</summary>
    public string Label => Classes[Best].Label;

    /// <summary>Gets the probability of the likeliest class.</summary>
    public double Probability => Classes[Best].Probability;

    private int Best => TextPredictor.ClassOf([.. Classes.Select(each => each.Probability)]);
}

/// <summary>A class with its probability.</summary>
/// <param name="Label">The name of the class.</param>
/// <param name="Probability">The probability, in [0, 1].</param>
public readonly record struct LabelProbability(string Label, double Probability);
