namespace StRnn.Results.Data;

/// <summary>One training run, as the CSV files hold it: names and values are text.</summary>
/// <param name="Name">Its folder, without that of the seed.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Settings">Its configuration, nested names joined by dots; without those that are null.</param>
/// <param name="Figures">What it came to.</param>
/// <param name="Epochs">What is known of each epoch.</param>
/// <param name="Steps">What is known of some training steps.</param>
internal sealed record RunRecord(
    string Name,
    string Seed,
    OrderedDictionary<string, string> Settings,
    OrderedDictionary<string, string> Figures,
    IReadOnlyList<OrderedDictionary<string, string>> Epochs,
    IReadOnlyList<OrderedDictionary<string, string>> Steps)
{
    /// <summary>The column of the name.</summary>
    public const string NameColumn = "run";

    /// <summary>The column of the seed.</summary>
    public const string SeedColumn = "seed";

    /// <summary>Gets what tells runs apart.</summary>
    public (string Name, string Seed) Key => (Name, Seed);

    /// <summary>Returns values with the run's name and seed in front.</summary>
    public OrderedDictionary<string, string> Named(IEnumerable<KeyValuePair<string, string>> values)
        => new([new(NameColumn, Name), new(SeedColumn, Seed), .. values]);
}
