using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Presets;

/// <summary>
/// The published recipe of ISS, which is not that of the other rows. Source: Wen et al. 2018 and
/// their program; for the RHN Zilly et al. 2017 and theirs, whose schedule they kept. Their loss is summed over a
/// window of 35 steps, ours is its mean: rates are 35 times theirs, clip and weight decay a 35th.
/// </summary>
internal static class PublishedLasso
{
    private const double Range = 0.04;
    private const double Clip = 10.0 / MethodCatalog.PublishedLassoSteps;

    public static LanguageModelConfig Apply(LanguageModelConfig config)
        => config.Model is RhnConfig rhn ? Rhn(config, rhn) : Lstm(config, (LstmConfig)config.Model);

    private static LanguageModelConfig Lstm(LanguageModelConfig config, LstmConfig model)
    {
        const int Step = 18;
        return config with
        {
            Model = model with { Dropout = 0.40, EmbeddingRange = Range, RecurrentRange = Range },
            Training = config.Training with
            {
                Epochs = 55,
                Lr = 1.0 * MethodCatalog.PublishedLassoSteps,
                LrDecay = 10,
                LrConstantEpochs = Step.ToString(CultureInfo.InvariantCulture),
                LrDecayEvery = Step,
                Momentum = 0,
                WeightDecay = 0,
                Clip = Clip,
            },
        };
    }

    private static LanguageModelConfig Rhn(LanguageModelConfig config, RhnConfig model)
    {
        const int ConstantEpochs = 20;
        const double Share = 0.6;
        var published = model with
        {
            DropoutEmbedding = 0.25,
            DropoutInput = 0.75,
            DropoutHidden = 0.25,
            DropoutOutput = 0.75,
            TransformBias = -2,
            EmbeddingRange = Range,
            RecurrentRange = Range,
        };
        return config with
        {
            Model = published.WithDropoutTimes(Share),
            Training = config.Training with
            {
                Epochs = 500,
                Lr = 0.2 * MethodCatalog.PublishedLassoSteps,
                LrDecay = 1.02,
                LrConstantEpochs = ConstantEpochs.ToString(CultureInfo.InvariantCulture),
                Momentum = 0,
                WeightDecay = 1e-7 / MethodCatalog.PublishedLassoSteps,
                Clip = Clip,
            },
        };
    }
}
