using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Text.Classification;

namespace StRnn.Experiments.Presets;

/// <summary>
/// The recipes of Liu et al. 2021, section 4.2 and table 4, data set by data set: batch, Adam's learning rate, pruning
/// rate, epsilon. Epochs and patience are not printed there, nor batch and pruning rate of the last two data sets.
/// </summary>
public static class ClassifierPresets
{
    /// <summary>The name of the recipe for any texts.</summary>
    public const string DefaultName = "text";

    private const int Batch = 64;

    // What 8,000 texts have by the recipe for any texts: with a tenth of them, 48 steps, a model learns nothing.
    private const int LeastSteps = 1_000;

    /// <summary>Gets all presets.</summary>
    public static IReadOnlyList<ClassifierPreset> All { get; } =
    [
        ForAnyTexts(
            Create(DefaultName, "any labelled texts", 2, Batch, lr: 0.001, pruneRate: 0.4, epsilon: 10, epochs: 8)),
        Create("sanders", "Sanders Twitter", 4, Batch, lr: 0.001, pruneRate: 0.6, epsilon: 10, epochs: 20),
        Create("imdb", "IMDB", 2, batch: 256, lr: 0.0005, pruneRate: 0.4, epsilon: 10, epochs: 8),
        Create("yelp-2018", "Yelp 2018", 5, Batch, lr: 0.01, pruneRate: 0.2, epsilon: 10, epochs: 8),
        Create("amazon", "Amazon Fine Foods", 5, Batch, lr: 0.001, pruneRate: 0.2, epsilon: 10, epochs: 8),
        Create("ag-news", "AG's News", 4, Batch, lr: 0.01, pruneRate: 0.2, epsilon: 20, epochs: 8),
        Create("yelp-polarity", "Yelp polarity", 2, Batch, lr: 0.001, pruneRate: 0.2, epsilon: 20, epochs: 8),
    ];

    /// <summary>Gets the names of all presets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(preset => preset.Name)];

    /// <summary>Returns a preset.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static ClassifierPreset Get(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new ArgumentException($"There is no preset '{name}'; use {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Fits a recipe to the texts: the published ones are for their data sets, and stay as they are.</summary>
    private static ClassifierPreset ForAnyTexts(ClassifierPreset recipe) => recipe with
    {
        Summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Summary}; for few texts a smaller B and more epochs, to {LeastSteps} steps"),
        VocabularySize = 0,
        Training = recipe.Training with { LeastSteps = LeastSteps },
    };

    private static ClassifierPreset Create(
        string name,
        string data,
        int classes,
        int batch,
        double lr,
        double pruneRate,
        double epsilon,
        int epochs)
        => new()
        {
            Name = name,
            Summary = string.Create(
                CultureInfo.InvariantCulture,
                $"{data}: B {batch}, adam {lr}, prune rate {pruneRate}, epsilon {epsilon}, {epochs} epochs at most"),
            Classes = classes,
            Method = MethodConfig.Of(MethodNames.SparseTopology, sparsity: null, epsilon)
                .With(MethodOptions.PruneRate, pruneRate),
            Training = new TrainingConfig
            {
                Optimizer = TrainingConfig.AdamName,
                Epochs = epochs,
                Batch = batch,
                Bptt = new SequenceOptions().Steps,
                Lr = lr,
                LrDecay = 1,
                LrConstantEpochs = "0",
                Patience = 3,
            },
        };
}
