using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Presets;

/// <summary>
/// The published recipes. Zaremba et al. 2014 state learning rate and clip for a loss summed over the T steps; the loss here is the
/// mean, so their rate is multiplied and their clip divided by T.
/// </summary>
internal static class LanguageModelPresets
{
    public const string DefaultName = "ptb-lstm-small";

    private const int SmallSteps = 20;
    private const int LongSteps = 35;
    private const double ZarembaClip = 5;

    public static IReadOnlyList<LanguageModelPreset> All { get; } = [Small(), Medium(), Large(), Rhn(), SmallRhn()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(preset => preset.Name)];

    public static LanguageModelPreset Get(string name) => All.Single(preset => preset.Name == name);

    private static LanguageModelPreset Small() => new(
        "ptb-lstm-small",
        "2x200, T 20, B 20, init +-0.1, no dropout, 13 epochs, lr 1*20 halved from epoch 5, clip 5/20 (Zaremba et al. 2014, small)",
        new ModelConfig { Hidden = 200, Layers = 2, Dropout = 0, EmbeddingRange = 0.1 },
        0.1,
        new TrainingConfig
        {
            Epochs = 13,
            Batch = 20,
            Bptt = SmallSteps,
            Lr = 1 * SmallSteps,
            LrDecay = 2,
            LrConstantEpochs = Text(4),
            Clip = ZarembaClip / SmallSteps,
        });

    private static LanguageModelPreset Medium() => new(
        "ptb-lstm-medium",
        "2x650, T 35, B 20, init +-0.05, dropout 0.5, 39 epochs, lr 1*35 divided by 1.2 from epoch 7, clip 5/35 "
        + "(Zaremba et al. 2014, medium)",
        new ModelConfig { Hidden = 650, Layers = 2, Dropout = 0.5, EmbeddingRange = 0.05 },
        0.05,
        new TrainingConfig
        {
            Epochs = 39,
            Batch = 20,
            Bptt = LongSteps,
            Lr = 1 * LongSteps,
            LrDecay = 1.2,
            LrConstantEpochs = Text(6),
            Clip = ZarembaClip / LongSteps,
        });

    private static LanguageModelPreset Large() => new(
        "ptb-lstm-large",
        "2x1500, T 35, B 20, dropout 0.65, 100 epochs, lr 2, momentum 0.9, divided by 1.33 on stall, clip 10, weight decay 1.2e-6, "
        + "init +-0.1 and +-1/sqrt(1500) (Liu et al. 2021; what is not printed there after the authors' public code)",
        new ModelConfig { Hidden = 1500, Layers = 2, Dropout = 0.65, EmbeddingRange = 0.1 },
        null,
        new TrainingConfig
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
        });

    private static LanguageModelPreset Rhn() => new(
        "ptb-rhn",
        "depth 10, 830 units, tied, T 35, B 20, dropout 0.2 words, 0.65 input, 0.25 hidden, 0.65 output, 200 epochs, lr 2, momentum 0.9, "
        + "divided by 1.11 on stall, clip 10, weight decay 1.2e-6, init +-0.1 and +-1/sqrt(830), prune rate 0.5 (Liu et al. 2021; what is "
        + "not printed there after the authors' public code)",
        new ModelConfig
        {
            Cell = ModelConfig.Rhn,
            Hidden = 830,
            Depth = 10,
            Tied = true,
            DropoutEmbedding = 0.2,
            DropoutInput = 0.65,
            DropoutHidden = 0.25,
            DropoutOutput = 0.65,
            TransformBias = 0,
            EmbeddingRange = 0.1,
        },
        null,
        new TrainingConfig
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
        PruneRate: 0.5);

    private static LanguageModelPreset SmallRhn()
    {
        var published = Rhn();
        return published with
        {
            Name = "ptb-rhn-small",
            Summary = "depth 5, 200 units, tied, T 35, B 20, dropout 0.05 words, 0.25 input, 0.1 hidden, 0.25 output, 20 epochs, lr 2, momentum "
                + "0.9, divided by 1.25 from epoch 7, clip 0.25, weight decay 1.2e-6, init +-0.1 and +-1/sqrt(200), prune rate 0.5 (our own: the "
                + "published one's small sibling, for less than an hour)",
            Model = published.Model with
            {
                Hidden = 200,
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
