using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>Prints the resolved configuration at the start of a run.</summary>
internal static class ConfigSummary
{
    public static void Write(CliConsole console, RunTraining training, RunDirectory folder)
    {
        var config = training.Config;
        string chosen = config.DataSource is LabelledTextConfig { ChosenByTest: true }
            ? "; the test texts choose the epoch"
            : string.Empty;
        Line("data", $"{config.DataSource.Name}: {training.DataSummary}{chosen}");
        Line(
            "model",
            $"{config.Preset}: {config.ModelSummary}, {Details(config)}; {training.Account.WeightCount:N0} weights, "
            + $"density {training.Account.WeightDensity:0.#####}");
        Line("method", Describe(config.Method));
        Line("recipe", Describe(config.Training));
        if (config.Parameterization is { } scaled)
        {
            Line(
                "scaled",
                $"{ParameterizationConfig.MaximalUpdate} from a model of width {scaled.BaseWidth} and density "
                + $"{scaled.BaseDensity:0.####}; 'strnn inspect' lists the factors");
        }

        if (config.StartFrom is { } parent)
        {
            Line("start", $"the best weights of '{parent}'");
        }

        Line("run", folder.Path);

        void Line(string name, string text) => console.Out.WriteLine($"{name,-7}{text}");
    }

    private static string Details(RunConfig config) => config switch
    {
        LanguageModelConfig { Model: var model }
            => $"dropout {Dropout(model)}, init +-{model.EmbeddingRange:0.####} "
                + $"(recurrent +-{model.RecurrentRange:0.####})",
        ClassifierConfig { Model: var model }
            => $"dropout {model.DropoutInput:0.####} / {model.DropoutOutput:0.####}, "
                + (model.MaskPadding ? "padding masked" : "padding a word"),
        _ => string.Empty,
    };

    private static string Describe(TrainingConfig training)
    {
        string every = training.LrDecayEvery > 1 ? $" every {training.LrDecayEvery}" : string.Empty;
        string after = training.LrConstantEpochs == TrainingConfig.OnStall
            ? "on a stall"
            : $"after epoch {training.LrConstantEpochs}{every}";
        string decay = training.LrDecay > 1 ? $" / {training.LrDecay:0.####} {after}" : string.Empty;
        string clip = training.Clip > 0 ? $"{training.Clip:0.####}" : "none";
        string optimizer = training.Optimizer == TrainingConfig.Sgd
            ? $"momentum {training.Momentum:0.####}"
            : training.Optimizer;
        string patience = training.Patience > 0 ? $", patience {training.Patience}" : string.Empty;
        return $"{training.Epochs} epochs{patience}, B {training.Batch}, T {training.Bptt}, "
            + $"lr {training.Lr:0.######}{decay}, {optimizer}, weight decay {training.WeightDecay:0.#######}, "
            + $"clip {clip}, seed {training.Seed}";
    }

    private static string Dropout(ModelConfig model)
        => model is RhnConfig rhn
            ? $"{rhn.DropoutEmbedding:0.####} / {rhn.DropoutInput:0.####} / {rhn.DropoutHidden:0.####} / "
                + $"{rhn.DropoutOutput:0.####}"
            : $"{((StackedConfig)model).Dropout:0.####}";

    private static string Describe(MethodConfig method)
    {
        if (!MethodCatalog.Get(method.Name).IsSparse)
        {
            return method.Name;
        }

        string connections = method.Epsilon is { } epsilon
            ? $"epsilon {epsilon:0.####}"
            : $"sparsity {method.Sparsity:0.####}";
        string? schedule = method[MethodOptions.PruneSchedule];
        string? every = method[MethodOptions.UpdateEvery];
        string?[] parts =
        [
            $"{method.Name}: {connections}",
            $"init {method[MethodOptions.Init]}",
            Part("range", method[MethodOptions.InitScale]),
            method[MethodOptions.PruneRate] is { } rate
                ? $"prune rate {rate:0.####}{(schedule is null ? string.Empty : $" ({schedule})")}"
                : null,
            every is null or NamedParts.EveryEpoch ? Part("every", every) : $"every {every} steps",
            Part("pruning", method[MethodOptions.Pruning]),
            Part("growth", method[MethodOptions.Growth]),
            Part("survivor", method[MethodOptions.Survivor]),
            Part("redistribution", method[MethodOptions.Redistribution]),
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    private static string? Part(string name, string? value) => value is null ? null : $"{name} {value}";
}
