using System.CommandLine;
using System.Globalization;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Options;

/// <summary>The options of the recipe, whatever the model.</summary>
/// <param name="batch">What B is, for the help.</param>
internal sealed class RecipeOptions(string batch)
{
    private readonly Option<string?> _optimizer = OptionFactory.Choice(
        "--optimizer", "sgd with momentum, or adam (0.9, 0.999, 1e-7), with state for connections only.", TrainingConfig.Optimizers);

    private readonly Option<int?> _epochs = OptionFactory.Count("--epochs", "Epochs; schedules span them.");

    private readonly Option<int?> _batch = OptionFactory.Count("--batch", batch);

    private readonly Option<double?> _lr = OptionFactory.Number<double>(
        "--lr", "Learning rate on the mean loss.", value => value > 0, "above 0");

    private readonly Option<double?> _lrDecay = OptionFactory.Number<double>(
        "--lr-decay", "What the learning rate is divided by (2 halves it).", value => value >= 1, "at least 1 (the rate is divided by it)");

    private readonly Option<string?> _lrConstantEpochs = OptionFactory.WordOrCount(
        "--lr-constant-epochs",
        "Epochs before the first division, one division per --lr-decay-every epochs from then on; 'stall' divides after each epoch "
        + "without a better validation loss.",
        TrainingConfig.OnStall,
        minimum: 0);

    private readonly Option<int?> _lrDecayEvery = OptionFactory.Count(
        "--lr-decay-every", "Epochs from one division to the next (default 1).");

    private readonly Option<double?> _momentum = OptionFactory.Share("--momentum", "SGD momentum.");

    private readonly Option<double?> _weightDecay = OptionFactory.Number<double>(
        "--weight-decay", "L2 penalty added to the gradient.", value => value >= 0, "at least 0");

    private readonly Option<double?> _clip = OptionFactory.Number<double>(
        "--clip", "Largest gradient norm; 0 for no clipping.", value => value >= 0, "at least 0");

    private readonly Option<ulong?> _seed = OptionFactory.Seed("--seed", "Seed of every random stream (default 1).");

    private readonly Option<int?> _logEvery = OptionFactory.Count(
        "--log-every", "Steps between two lines of progress (default 100).");

    private readonly Option<int?> _checkpointEvery = OptionFactory.Number<int>(
        "--checkpoint-every",
        "Steps between two checkpoints within an epoch; 0 (default) for only after epochs.",
        value => value >= 0,
        "a whole number of at least 0");

    private readonly Option<int?> _patience = OptionFactory.Number<int>(
        "--patience",
        "Stop after so many epochs without a better validation; 0 trains all epochs. Schedules are not shortened.",
        value => value >= 0,
        "a whole number of at least 0");

    public IEnumerable<Option> All =>
    [
        _optimizer, _epochs, _patience, _batch, _lr, _lrDecay, _lrConstantEpochs, _lrDecayEvery, _momentum, _weightDecay, _clip, _seed, _logEvery, _checkpointEvery,
    ];

    /// <summary>The seed given, if one is.</summary>
    public ulong? SeedOf(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>The recipe with the options given in place of what was there.</summary>
    public TrainingConfig Apply(ParseResult parsed, TrainingConfig training)
    {
        string optimizer = parsed.GetValue(_optimizer) ?? training.Optimizer;
        if (optimizer == TrainingConfig.AdamName && parsed.GetValue(_momentum) is not null)
        {
            throw new UsageException("--momentum means nothing for --optimizer adam, which has moments of its own: leave it out.");
        }

        if (optimizer != training.Optimizer && parsed.GetValue(_lr) is null)
        {
            throw new UsageException($"--optimizer {optimizer} needs --lr: the preset's rate is made for {training.Optimizer}.");
        }

        var applied = training with
        {
            Optimizer = optimizer,
            Epochs = parsed.GetValue(_epochs) ?? training.Epochs,
            Batch = parsed.GetValue(_batch) ?? training.Batch,
            Lr = parsed.GetValue(_lr) ?? training.Lr,
            LrDecay = parsed.GetValue(_lrDecay) ?? training.LrDecay,
            LrConstantEpochs = parsed.GetValue(_lrConstantEpochs) ?? training.LrConstantEpochs,
            LrDecayEvery = parsed.GetValue(_lrDecayEvery) ?? training.LrDecayEvery,
            Momentum = optimizer == TrainingConfig.AdamName ? 0 : parsed.GetValue(_momentum) ?? training.Momentum,
            WeightDecay = parsed.GetValue(_weightDecay) ?? training.WeightDecay,
            Clip = parsed.GetValue(_clip) ?? training.Clip,
            Patience = parsed.GetValue(_patience) ?? training.Patience,
            Seed = parsed.GetValue(_seed) ?? training.Seed,
            LogEvery = parsed.GetValue(_logEvery) ?? training.LogEvery,
            CheckpointEvery = parsed.GetValue(_checkpointEvery) ?? training.CheckpointEvery,
        };
        if (parsed.GetValue(_lrConstantEpochs) is not null and not TrainingConfig.OnStall && applied.LrDecay <= 1)
        {
            throw new UsageException("--lr-constant-epochs means nothing while the rate is divided by 1: give --lr-decay too.");
        }

        if (parsed.GetValue(_lrDecayEvery) is not null && (applied.LrDecay <= 1 || applied.LrConstantEpochs == TrainingConfig.OnStall))
        {
            throw new UsageException(
                "--lr-decay-every means nothing while the rate is divided by 1 or on a stall: give --lr-decay and --lr-constant-epochs N too.");
        }

        if (applied.LrConstantEpochs == TrainingConfig.OnStall && applied.LrDecay <= 1)
        {
            string given = applied.LrDecay.ToString(CultureInfo.InvariantCulture);
            throw new UsageException($"--lr-decay must be above 1 where the rate is divided on a stall, not {given}.");
        }

        return applied;
    }
}
