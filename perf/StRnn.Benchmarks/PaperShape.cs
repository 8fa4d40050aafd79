using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Text.LanguageModeling;

namespace StRnn.Benchmarks;

/// <summary>The language models of the published recipes, all at T 35, B 20, V 10,000 and without dropout, so that their steps compare.</summary>
public static class PaperShape
{
    public const string Small = "ptb-lstm-small";
    public const string Medium = "ptb-lstm-medium";
    public const string Large = "ptb-lstm-large";
    public const int Batch = 20;
    public const int Steps = 35;

    private const int VocabularySize = 10_000;
    private const int Layers = 2;

    public static LanguageModelOptions ModelOf(string name) => new()
    {
        VocabularySize = VocabularySize,
        Hidden = name switch
        {
            Small => 200,
            Medium => 650,
            Large => 1500,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such shape."),
        },
        Layers = Layers,
    };

    /// <summary>The recipe's optimiser; all clip, only the large model has momentum and weight decay.</summary>
    public static SgdMomentum OptimizerOf(IBackend backend, string name) => name == Large
        ? new SgdMomentum(backend, momentum: 0.9, weightDecay: 1.2e-6, clipNorm: 10)
        : new SgdMomentum(backend, clipNorm: 5.0 / Steps);
}
