using System.Globalization;
using StRnn.Experiments.Configuration;

namespace StRnn.Experiments.Presets;

/// <summary>
/// The published recipes for language models. Zaremba et al. 2014 state learning rate and clip for a loss summed over
/// the T steps; the loss here is the mean, so their rate is multiplied and their clip divided by T.
/// </summary>
public static class LanguageModelPresets
{
    /// <summary>The name of the small LSTM.</summary>
    public const string SmallLstm = "ptb-lstm-small";

    /// <summary>The name of the medium LSTM.</summary>
    public const string MediumLstm = "ptb-lstm-medium";

    /// <summary>The name of the paper's LSTM.</summary>
    public const string LargeLstm = "ptb-lstm-large";

    /// <summary>The name of the paper's recurrent highway network.</summary>
    public const string Rhn = "ptb-rhn";

    /// <summary>The name of our own small recurrent highway network.</summary>
    public const string SmallRhn = "ptb-rhn-small";

    /// <summary>The name of the preset that stands where none is named.</summary>
    public const string DefaultName = SmallLstm;

    private const int SmallSteps = 20;
    private const int LongSteps = 35;
    private const double ZarembaClip = 5;

    /// <summary>Gets all presets.</summary>
    public static IReadOnlyList<LanguageModelPreset> All { get; } =
        [CreateSmallLstm(), CreateMediumLstm(), CreateLargeLstm(), CreateRhn(), CreateSmallRhn()];

    /// <summary>Gets the names of all presets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(preset => preset.Name)];

    /// <summary>Returns a preset.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static LanguageModelPreset Get(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new ArgumentException($"There is no preset '{name}'; use {string.Join(", ", Names)}.", nameof(name));

    private static LanguageModelPreset CreateSmallLstm() => new()
    {
        Name = SmallLstm,
        Summary = "2x200, T 20, B 20, init +-0.1, no dropout, 13 epochs, lr 1*20 halved from epoch 5, clip 5/20 "
            + "(Zaremba et al. 2014, small)",
        Model = new LstmConfig { Hidden = 200, Layers = 2, Dropout = 0, EmbeddingRange = 0.1, RecurrentRange = 0.1 },
        Training = new TrainingConfig
        {
            Epochs = 13,
            Batch = 20,
            Bptt = SmallSteps,
            Lr = 1 * SmallSteps,
            LrDecay = 2,
            LrConstantEpochs = Text(4),
            Clip = ZarembaClip / SmallSteps,
        },
    };

    private static LanguageModelPreset CreateMediumLstm() => new()
    {
        Name = MediumLstm,
        Summary = "2x650, T 35, B 20, init +-0.05, dropout 0.5, 39 epochs, lr 1*35 divided by 1.2 from epoch 7, "
            + "clip 5/35 (Zaremba et al. 2014, medium)",
        Model = new LstmConfig
        {
            Hidden = 650,
            Layers = 2,
            Dropout = 0.5,
            EmbeddingRange = 0.05,
            RecurrentRange = 0.05,
        },
        Training = new TrainingConfig
        {
            Epochs = 39,
            Batch = 20,
            Bptt = LongSteps,
            Lr = 1 * LongSteps,
            LrDecay = 1.2,
            LrConstantEpochs = Text(6),
            Clip = ZarembaClip / LongSteps,
        },
    };

    private static LanguageModelPreset CreateLargeLstm() => new()
    {
        Name = LargeLstm,
        Summary = "2x1500, T 35, B 20, dropout 0.65, 100 epochs, lr 2, momentum 0.9, divided by 1.33 on stall, "
            + "clip 10, weight decay 1.2e-6, init +-0.1 and +-1/sqrt(1500) (Liu et al. 2021; what is not printed there "
            + "after the authors' public code)",
        Model = new LstmConfig
        {
            Hidden = 1500,
            Layers = 2,
            Dropout = 0.65,
            EmbeddingRange = 0.1,
            RecurrentRange = 1 / Math.Sqrt(1500),
        },
        Training = new TrainingConfig
        {
            Epochs = 100,
            Batch = 20,
            Bptt = LongSteps,
            Lr = 2,
            LrDecay = 1.33,
            LrConstantEpochs = TrainingConfig.OnStall,
            Momentum = 0.9,
            WeightDecay = 1.2e-6,
            Clip = 10,
        },
    };

    private static LanguageModelPreset CreateRhn() => new()
    {
        Name = Rhn,
        Summary = "depth 10, 830 units, tied, T 35, B 20, dropout 0.2 words, 0.65 input, 0.25 hidden, 0.65 output, "
            + "200 epochs, lr 2, momentum 0.9, divided by 1.11 on stall, clip 10, weight decay 1.2e-6, init +-0.1 and "
            + "+-1/sqrt(830), prune rate 0.5 (Liu et al. 2021; what is not printed there after the authors' "
            + "public code)",
        Model = new RhnConfig
        {
            Hidden = 830,
            Depth = 10,
            Tied = true,
            DropoutEmbedding = 0.2,
            DropoutInput = 0.65,
            DropoutHidden = 0.25,
            DropoutOutput = 0.65,
            TransformBias = 0,
            EmbeddingRange = 0.1,
            RecurrentRange = 1 / Math.Sqrt(830),
        },
        Training = new TrainingConfig
        {
            Epochs = 200,
            Batch = 20,
            Bptt = LongSteps,
            Lr = 2,
            LrDecay = 1.11,
            LrConstantEpochs = TrainingConfig.OnStall,
            Momentum = 0.9,
            WeightDecay = 1.2e-6,
            Clip = 10,
        },
        PruneRate = 0.5,
    };

    private static LanguageModelPreset CreateSmallRhn()
    {
        var published = CreateRhn();
        return published with
        {
            Name = SmallRhn,
            Summary = "depth 5, 200 units, tied, T 35, B 20, dropout 0.05 words, 0.25 input, 0.1 hidden, 0.25 output, "
                + "20 epochs, lr 2, momentum 0.9, divided by 1.25 from epoch 7, clip 0.25, weight decay 1.2e-6, "
                + "init +-0.1 and +-1/sqrt(200), prune rate 0.5 "
                + "(our own: the published one's small sibling, for less than an hour)",
            Model = (RhnConfig)published.Model.WithHidden(200) with
            {
                Depth = 5,
                DropoutEmbedding = 0.05,
                DropoutInput = 0.25,
                DropoutHidden = 0.1,
                DropoutOutput = 0.25,
            },
            Training = published.Training with { Epochs = 20, LrDecay = 1.25, LrConstantEpochs = Text(6), Clip = 0.25 },
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
