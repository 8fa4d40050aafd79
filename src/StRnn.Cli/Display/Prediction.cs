using System.Text.Json.Nodes;
using StRnn.Cli.Hosting;
using StRnn.Text.Classification;

namespace StRnn.Cli.Display;

/// <summary>The prediction of a model for a text, as it is printed.</summary>
internal sealed record Prediction(ClassifiedText Classified)
{
    private const int LongestText = 80;

    public JsonObject ToJson() => new()
    {
        ["text"] = Classified.Text,
        ["words"] = Classified.KnownWords,
        ["label"] = Classified.Label,
        ["probabilities"] = new JsonObject(Classified.Classes.Select(
            each => KeyValuePair.Create<string, JsonNode?>(each.Label, each.Probability))),
    };

    public string ToText()
    {
        string text = ErrorText.OneLine(Classified.Text);
        string shown = text.Length > LongestText ? text[..LongestText] + "..." : text;
        return $"{Classified.Label}  {Classified.Probability:0.0000}  {shown}";
    }
}
