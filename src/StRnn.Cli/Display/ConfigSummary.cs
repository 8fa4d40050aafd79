using StRnn.Accounting;
using StRnn.Cli.Configuration;
using StRnn.Cli.Hosting;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>The resolved configuration, at the start of a run.</summary>
internal static class ConfigSummary
{
    public static void Write(CliConsole console, RunConfig config, ModelAccount account, Corpus corpus, RunDirectory run)
    {
        var (model, training) = (config.Model, config.Training);
        string after = training.LrConstantEpochs == TrainingConfig.OnStall ? "on a stall" : $"after epoch {training.LrConstantEpochs}";
        string clip = training.Clip > 0 ? $"{training.Clip:0.####}" : "none";
        Line(
            "data",
            $"{config.Data.Name}: {corpus.Train.Length:N0} / {corpus.Valid.Length:N0} / {corpus.Test.Length:N0} tokens, "
            + $"{corpus.Vocabulary.Count:N0} words");
        Line(
            "model",
            $"{config.Preset}: {model.Summary}, dropout {Dropout(model)}, "
            + $"init +-{model.EmbeddingRange:0.####} (recurrent +-{model.RecurrentRange:0.####}); {account.WeightCount:N0} weights, "
            + $"density {account.WeightDensity:0.#####}");
        Line("method", Describe(config.Method));
        Line(
            "recipe",
            $"{training.Epochs} epochs, B {training.Batch}, T {training.Bptt}, "
            + $"lr {training.Lr:0.####} / {training.LrDecay:0.####} {after}, "
            + $"momentum {training.Momentum:0.####}, weight decay {training.WeightDecay:0.#######}, clip {clip}, seed {training.Seed}");
        Line("run", run.Path);

        void Line(string name, string text) => console.Out.WriteLine($"{name,-7}{text}");
    }

    private static string Dropout(ModelConfig model)
        => model.Cell == ModelConfig.Rhn
            ? $"{model.DropoutEmbedding:0.####} / {model.DropoutInput:0.####} / {model.DropoutHidden:0.####} / {model.DropoutOutput:0.####}"
            : $"{model.Dropout:0.####}";

    private static string Describe(MethodConfig method)
    {
        if (method.Name == MethodConfig.Dense)
        {
            return method.Name;
        }

        string connections = method.Epsilon is { } epsilon ? $"epsilon {epsilon:0.####}" : $"sparsity {method.Sparsity:0.####}";
        string start = $"{method.Name}: {connections}, init {method.Init}, range {method.InitScale}";
        string every = method.UpdateEvery == MethodConfig.EveryEpoch ? MethodConfig.EveryEpoch : $"{method.UpdateEvery} steps";
        return method.Name == MethodConfig.Static
            ? start
            : $"{start}, prune rate {method.PruneRate:0.####} to {method.PruneRateFinal:0.####} (cosine), every {every}, "
                + $"survivor {method.Survivor}";
    }
}
