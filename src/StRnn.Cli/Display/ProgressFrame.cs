using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Display;

/// <summary>What a progress display needs to know of a run before its first line.</summary>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="FirstStep">Steps done before this process.</param>
/// <param name="Density">nnz / (rows * columns) over all weight matrices.</param>
/// <param name="ShowsPerplexity">Whether perplexity says something beside the loss, as it does of a language
/// model.</param>
internal sealed record ProgressFrame(int Epochs, long StepsPerEpoch, long FirstStep, double Density, bool ShowsPerplexity)
{
    public long TotalSteps => Epochs * StepsPerEpoch;

    public static ProgressFrame Of(RunTraining training) => new(
        training.Config.Training.Epochs,
        training.StepsPerEpoch,
        training.Progress.Step,
        training.Account.WeightDensity,
        ShowsPerplexity: training.Config is LanguageModelConfig);
}
