using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Optimizers;
using StRnn.Text.LanguageModeling;

namespace StRnn.Performance;

/// <summary>
/// A language model of a published recipe as both performance programs build it: all at V 10,000, B 20 and T 35, the
/// LSTMs without dropout, so that their steps compare. Everything else is the preset's.
/// </summary>
/// <param name="Name">The name on a page.</param>
/// <param name="Preset">The recipe's name, that of <c>strnn train lm --preset</c>.</param>
internal sealed record PaperModel(string Name, string Preset)
{
    public const int Vocabulary = 10_000;
    public const int Batch = 20;
    public const int Steps = 35;
    public const int LstmLayers = 2;

    public static readonly PaperModel SmallLstm = new("2 x 200 LSTM", LanguageModelPresets.SmallLstm);
    public static readonly PaperModel MediumLstm = new("2 x 650 LSTM", LanguageModelPresets.MediumLstm);
    public static readonly PaperModel LargeLstm = new("2 x 1500 LSTM", LanguageModelPresets.LargeLstm);
    public static readonly PaperModel Rhn = new("10 x 830 RHN", LanguageModelPresets.Rhn);

    /// <summary>Gets H.</summary>
    public int Hidden => Recipe.Model.Hidden;

    /// <summary>Gets D, the micro-layers of an RHN; 0 for an LSTM.</summary>
    public int Depth => (Recipe.Model as RhnConfig)?.Depth ?? 0;

    private LanguageModelPreset Recipe => LanguageModelPresets.Get(Preset);

    /// <summary>Finds the model of a recipe.</summary>
    /// <param name="preset">The recipe's name.</param>
    public static PaperModel Of(string preset)
        => new[] { SmallLstm, MediumLstm, LargeLstm, Rhn }.FirstOrDefault(model => model.Preset == preset)
            ?? throw new ArgumentOutOfRangeException(nameof(preset), preset, "There is no such recipe.");

    /// <summary>Declares a model from its size, which is all that a worker process receives.</summary>
    /// <param name="hidden">H.</param>
    /// <param name="depth">D of an RHN; 0 for an LSTM.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="unitConnections">True for connections between units.</param>
    public static LanguageModel Create(
        int hidden, int depth = 0, int vocabulary = Vocabulary, bool unitConnections = false)
    {
        ModelConfig model = depth == 0
            ? (LstmConfig)LargeLstm.Recipe.Model with { Dropout = 0 }
            : (RhnConfig)Rhn.Recipe.Model with { Depth = depth };
        model = model with { Connections = unitConnections ? ConnectionsConfig.Default : null };
        return model.WithHidden(hidden).ToModel(vocabulary);
    }

    /// <summary>Declares the model.</summary>
    public LanguageModel Create() => Create(Hidden, Depth);

    /// <summary>Creates the recipe's optimiser.</summary>
    /// <param name="backend">The backend of the model.</param>
    public IOptimizer CreateOptimizer(IBackend backend) => Recipe.Training.ToOptimizer(backend);
}
