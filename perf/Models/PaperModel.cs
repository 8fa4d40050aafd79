using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Text.LanguageModeling;

namespace StRnn.Performance;

/// <summary>
/// A language model of a published recipe as both performance programs build it: all at V 10,000, B 20 and T 35, the
/// LSTMs without dropout, so that their steps compare. No other file of <c>perf/</c> declares these models.
/// </summary>
/// <param name="Name">The name on a page.</param>
/// <param name="Preset">The recipe's name, that of <c>strnn train lm --preset</c>.</param>
/// <param name="Hidden">H.</param>
/// <param name="Depth">D, the micro-layers of an RHN; 0 for an LSTM.</param>
internal sealed record PaperModel(string Name, string Preset, int Hidden, int Depth = 0)
{
    public const string SmallPreset = "ptb-lstm-small";
    public const string MediumPreset = "ptb-lstm-medium";
    public const string LargePreset = "ptb-lstm-large";
    public const string RhnPreset = "ptb-rhn";
    public const int Vocabulary = 10_000;
    public const int Batch = 20;
    public const int Steps = 35;
    public const int LstmLayers = 2;

    public static readonly PaperModel SmallLstm = new("2 x 200 LSTM", SmallPreset, 200);
    public static readonly PaperModel MediumLstm = new("2 x 650 LSTM", MediumPreset, 650);
    public static readonly PaperModel LargeLstm = new("2 x 1500 LSTM", LargePreset, 1500);
    public static readonly PaperModel Rhn = new("10 x 830 RHN", RhnPreset, 830, 10);

    /// <summary>Finds the model of a recipe.</summary>
    /// <param name="preset">The recipe's name.</param>
    public static PaperModel Of(string preset)
        => new[] { SmallLstm, MediumLstm, LargeLstm, Rhn }.FirstOrDefault(model => model.Preset == preset)
            ?? throw new ArgumentOutOfRangeException(nameof(preset), preset, "There is no such recipe.");

    /// <summary>Declares a model from its size, which is all that a worker process is told.</summary>
    /// <param name="hidden">H.</param>
    /// <param name="depth">D of an RHN; 0 for an LSTM.</param>
    /// <param name="vocabulary">V.</param>
    public static LanguageModel Create(int hidden, int depth = 0, int vocabulary = Vocabulary) => depth == 0
        ? new LstmLanguageModel(
            new LanguageModelOptions { VocabularySize = vocabulary, Hidden = hidden, Layers = LstmLayers })
        : new RhnLanguageModel(new RhnLanguageModelOptions
        {
            VocabularySize = vocabulary,
            Hidden = hidden,
            Depth = depth,
            // The rates of Liu et al. 2021: unlike the LSTM's, an RHN's variational masks are a part of its products.
            EmbeddingDropout = 0.2f,
            InputDropout = 0.65f,
            HiddenDropout = 0.25f,
            OutputDropout = 0.65f,
        });

    /// <summary>Declares the model.</summary>
    public LanguageModel Create() => Create(Hidden, Depth);

    /// <summary>
    /// Creates the recipe's optimiser; all clip, the models of Liu et al. 2021 have momentum and weight decay.
    /// </summary>
    /// <param name="backend">The backend of the model.</param>
    public SgdMomentum CreateOptimizer(IBackend backend) => Preset is SmallPreset or MediumPreset
        ? new SgdMomentum(backend, clipNorm: 5.0 / Steps)
        : new SgdMomentum(backend, momentum: 0.9, weightDecay: 1.2e-6, clipNorm: 10);
}
