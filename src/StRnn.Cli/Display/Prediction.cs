using System.Text.Json.Nodes;
using StRnn.Cli.Hosting;
using StRnn.Text.Classification;

namespace StRnn.Cli.Display;

/// <summary>The prediction of a model for a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Words">The number of its words that the model knows.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Probabilities">Their probabilities.</param>
internal sealed record Prediction(
    string Text, int Words, IReadOnlyList<string> Classes, IReadOnlyList<double> Probabilities)
{
    private const int LongestText = 80;

    private int Best => TextPredictor.ClassOf(Probabilities);

    public JsonObject ToJson() => new()
    {
        ["text"] = Text,
        ["words"] = Words,
        ["label"] = Classes[Best],
        ["probabilities"] = new JsonObject(Classes.Select(
            (name, i) => KeyValuePair.Create<string, JsonNode?>(name, Probabilities[i]))),
    };

    public string ToText()
    {
        string text = ErrorText.OneLine(Text);
        string shown = text.Length > LongestText ? text[..LongestText] + "..." : text;
        return $"{Classes[Best]}  {Probabilities[Best]:0.0000}  {shown}";
    }
}
