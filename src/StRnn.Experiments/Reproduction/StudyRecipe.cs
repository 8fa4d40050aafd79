using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;

namespace StRnn.Experiments.Reproduction;

/// <summary>
/// The recipe of rows that are compared at the medium scale: that of Zaremba et al. 2014, medium, in 20 epochs instead
/// of 39 and with momentum. All rows end at the same learning rate, because it falls by epochs and not on a stall.
/// </summary>
internal static class StudyRecipe
{
    private const int Epochs = 20;
    private const int ConstantEpochs = 4;

    // 16 divisions by 1.45 end where Zaremba's 33 divisions by 1.2 do, at 1/400 of the first rate.
    private const double Decay = 1.45;

    // With momentum 0.9 a tenth of the rate moves the weights as far.
    private const double Momentum = 0.9;

    private const double LrShare = 0.1;

    // A minute or two of a row that takes hours.
    private const int CheckpointEvery = 200;

    /// <summary>Returns a configuration by this recipe; method and shape of the model stay.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="dropout">The dropout of the LSTM.</param>
    public static LanguageModelConfig Apply(LanguageModelConfig config, double dropout)
    {
        var published = LanguageModelPresets.Get(LanguageModelPresets.MediumLstm);
        return config with
        {
            Preset = published.Name,
            Model = config.Model is LstmConfig lstm ? lstm with { Dropout = dropout } : config.Model,
            Method = Widened(config.Method),
            Training = published.Training with
            {
                Epochs = Epochs,
                Lr = LrShare * published.Training.Lr,
                LrDecay = Decay,
                LrConstantEpochs = ConstantEpochs.ToString(CultureInfo.InvariantCulture),
                Momentum = Momentum,
                CheckpointEvery = CheckpointEvery,
            },
        };
    }

    // A sparse unit has fewer inputs: its range is wider by 1/sqrt(density), so that their sum begins as large.
    private static MethodConfig Widened(MethodConfig method)
        => method[MethodOptions.InitScale] is null
            ? method
            : method.With(MethodOptions.InitScale, NamedParts.Widened);
}
