using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Presets;

/// <summary>The three runs of the demo: one recipe, three densities.</summary>
/// <param name="Data">The corpus.</param>
/// <param name="TrainTokens">Tokens to learn from.</param>
/// <param name="Epochs">Epochs of each run.</param>
/// <param name="Hidden">H.</param>
/// <param name="Seed">The seed of all three.</param>
internal sealed record DemoPlan(string Data, int TrainTokens, int Epochs, int Hidden, ulong Seed)
{
    public const string DefaultData = "dotnet-docs";
    public const int DefaultTrainTokens = 120_000;
    public const int DefaultEpochs = 4;
    public const int DefaultHidden = 200;
    public const int RunCount = 3;

    public IEnumerable<(string Title, string Folder, LanguageModelConfig Config)> Runs()
    {
        yield return ("dense", "dense", Configure(MethodConfig.OfDense));
        foreach (double sparsity in new[] { 0.67, 0.80 })
        {
            var method = MethodConfig.Of(MethodNames.SparseTopology, sparsity);
            yield return ($"ST-RNN, sparsity {sparsity:0.00}", $"st-{sparsity:0.00}", Configure(method));
        }
    }

    private LanguageModelConfig Configure(MethodConfig method)
    {
        var config = LanguageModelPresets.Get(LanguageModelPresets.DefaultName).ToConfig(Data, method);
        return config with
        {
            Data = config.Data with { TrainTokens = TrainTokens },
            Model = config.Model.WithHidden(Hidden),

            // The preset's 4 epochs of 13 at the full rate are too few for so short a run: half of it.
            Training = config.Training with
            {
                Epochs = Epochs,
                LrConstantEpochs = $"{Math.Max(1, Epochs / 2)}",
                Seed = Seed,
                LogEvery = 20,
            },
        };
    }
}
