using System.Net.Http.Json;

namespace ClassifierService;

/// <summary>Asks the service what it must know, many questions at once.</summary>
internal static class SelfTest
{
    private static readonly (string Text, string Label)[] Reviews =
    [
        ("a lovely story", "good"), ("a dull film", "bad"), ("moving", "good"), ("a tedious film", "bad"),
    ];

    /// <summary>Returns 0 if every answer is right.</summary>
    public static async Task<int> RunAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            var (text, label) = Reviews[i % Reviews.Length];
            var answer = await client.GetFromJsonAsync<Answer>($"/classify?text={Uri.EscapeDataString(text)}");
            return answer!.Label == label && answer.Classes.Sum(each => each.Probability) is > 0.999 and < 1.001;
        }));

        var posted = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var response = await client.PostAsJsonAsync("/classify", Reviews.Select(review => review.Text).ToArray());
            var labels = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Answer[]>();
            return labels!.Select(answer => answer.Label).SequenceEqual(Reviews.Select(review => review.Label));
        }));

        var texts = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            string prompt = i % 2 == 0 ? "the old owl" : "the young cat";
            string[]? words = await client.GetFromJsonAsync<string[]>(
                $"/complete?prompt={Uri.EscapeDataString(prompt)}");
            return $"{prompt} {string.Join(' ', words!)}";
        }));

        string health = await client.GetStringAsync("/health");
        int right = answers.Count(answer => answer);
        string[] different = [.. texts.Distinct().Order(StringComparer.Ordinal)];
        Console.WriteLine(
            $"ClassifierService: {right} of 64 answers right, {posted.Count(each => each)} of 8 batches, {health}; "
            + string.Join("; ", different));
        return right == 64 && health == "Healthy" && posted.All(each => each) && different.SequenceEqual(
            ["the old owl follows the pale moon", "the young cat sees a grey mouse"]) ? 0 : 1;
    }

    private sealed record Answer(string Text, string Label, double Probability, AnswerClass[] Classes);

    private sealed record AnswerClass(string Label, double Probability);
}
