using System.CommandLine;
using System.Globalization;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Options;

/// <summary>The options of the training recipe, for models of both tasks.</summary>
/// <param name="batch">The help for B.</param>
/// <param name="steps">The option for T, which each task names in its own way.</param>
internal sealed class RecipeOptions(string batch, Option<int?> steps)
{
    private readonly Option<string?> _optimizer = OptionFactory.Choice(
        "--optimizer",
        "sgd with momentum, adam (0.9, 0.999, 1e-7), nt-asgd (averages the weights once the validation stalls) or "
        + "snt-asgd (averages each connection from when it came), with state for connections only.",
        TrainingConfig.Optimizers);

    private readonly Option<int?> _epochs = OptionFactory.Count("--epochs", "Epochs; schedules span them.");

    private readonly Option<int?> _batch = OptionFactory.Count("--batch", batch);

    private readonly Option<double?> _lr = OptionFactory.Positive("--lr", "Learning rate on the mean loss.");

    private readonly Option<double?> _lrDecay = OptionFactory.Number<double>(
        "--lr-decay",
        "Divisor of the learning rate (2 halves it).",
        value => value >= 1,
        "at least 1 (the rate is divided by it)");

    private readonly Option<string?> _lrConstantEpochs = OptionFactory.WordOrCount(
        "--lr-constant-epochs",
        "Epochs before the first division, one division per --lr-decay-every epochs from then on; "
        + "'stall' divides after each epoch without a better validation loss.",
        TrainingConfig.OnStall,
        least: 0);

    private readonly Option<int?> _lrDecayEvery = OptionFactory.Count(
        "--lr-decay-every", "Epochs from one division to the next (default 1).");

    private readonly Option<double?> _momentum = OptionFactory.Share("--momentum", "SGD momentum.");

    private readonly Option<int?> _averagingInterval = OptionFactory.Count(
        "--averaging-interval",
        "Epochs without a lower validation loss after which nt-asgd and snt-asgd begin to average (default 5).");

    private readonly Option<double?> _weightDecay = OptionFactory.NotNegative(
        "--weight-decay", "L2 penalty added to the gradient.");

    private readonly Option<double?> _clip = OptionFactory.NotNegative(
        "--clip", "Largest gradient norm; 0 for no clipping.");

    private readonly Option<ulong?> _seed = OptionFactory.Seed("--seed", "Seed of every random stream (default 1).");

    private readonly Option<int?> _logEvery = OptionFactory.Count(
        "--log-every", "Steps between two lines of progress (default 100).");

    private readonly Option<int?> _checkpointEvery = OptionFactory.Count(
        "--checkpoint-every",
        "Steps between two checkpoints within an epoch; 0 (default) saves only after epochs.",
        least: 0);

    private readonly Option<int?> _patience = OptionFactory.Count(
        "--patience",
        "Stop after this many epochs without a better validation; 0 trains all epochs. Schedules are not shortened.",
        least: 0);

    public IEnumerable<Option> All =>
    [
        _optimizer, _epochs, _patience, _batch, steps, _lr, _lrDecay, _lrConstantEpochs, _lrDecayEvery, _momentum,
        _averagingInterval, _weightDecay, _clip, _seed, _logEvery, _checkpointEvery,
    ];

    /// <summary>Gets the seed; null if none is given.</summary>
    public ulong? SeedOf(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Replaces the settings of a recipe for which options are given.</summary>
    public TrainingConfig Apply(ParseResult parsed, TrainingConfig training)
    {
        string optimizer = parsed.GetValue(_optimizer) ?? training.Optimizer;
        if (optimizer == TrainingConfig.AdamName && parsed.GetValue(_momentum) is not null)
        {
            throw new UsageException(
                "--momentum cannot be used with --optimizer adam, which has moments of its own: leave it out.");
        }

        if (optimizer != training.Optimizer && parsed.GetValue(_lr) is null)
        {
            throw new UsageException(
                $"--optimizer {optimizer} needs --lr: the preset's rate is made for {training.Optimizer}.");
        }

        bool averages = optimizer is TrainingConfig.AveragedSgdName or TrainingConfig.SparseAveragedSgdName;
        if (averages && parsed.GetValue(_momentum) is > 0)
        {
            throw new UsageException($"--momentum cannot be used with --optimizer {optimizer}: leave it out.");
        }

        if (!averages && parsed.GetValue(_averagingInterval) is not null)
        {
            throw new UsageException($"--averaging-interval has no effect with --optimizer {optimizer}: leave it out.");
        }

        // Both papers keep the rate, which their averages need.
        if (averages && optimizer != training.Optimizer)
        {
            training = training with { LrDecay = 1, LrConstantEpochs = "0", LrDecayEvery = 1 };
        }

        var applied = training with
        {
            Optimizer = optimizer,
            Epochs = parsed.GetValue(_epochs) ?? training.Epochs,
            Batch = parsed.GetValue(_batch) ?? training.Batch,
            Bptt = parsed.GetValue(steps) ?? training.Bptt,
            Lr = parsed.GetValue(_lr) ?? training.Lr,
            LrDecay = parsed.GetValue(_lrDecay) ?? training.LrDecay,
            LrConstantEpochs = parsed.GetValue(_lrConstantEpochs) ?? training.LrConstantEpochs,
            LrDecayEvery = parsed.GetValue(_lrDecayEvery) ?? training.LrDecayEvery,
            Momentum = averages || optimizer == TrainingConfig.AdamName
                ? 0
                : parsed.GetValue(_momentum) ?? training.Momentum,
            AveragingInterval = averages
                ? parsed.GetValue(_averagingInterval) ?? training.AveragingInterval
                : null,
            WeightDecay = parsed.GetValue(_weightDecay) ?? training.WeightDecay,
            Clip = parsed.GetValue(_clip) ?? training.Clip,
            Patience = parsed.GetValue(_patience) ?? training.Patience,
            LeastSteps = (parsed.GetValue(_epochs) ?? parsed.GetValue(_batch) ?? parsed.GetValue(_patience)) is null
                ? training.LeastSteps
                : null,
            Seed = parsed.GetValue(_seed) ?? training.Seed,
            LogEvery = parsed.GetValue(_logEvery) ?? training.LogEvery,
            CheckpointEvery = parsed.GetValue(_checkpointEvery) ?? training.CheckpointEvery,
        };
        CheckDecay(parsed, applied);
        return applied;
    }

    private void CheckDecay(ParseResult parsed, TrainingConfig applied)
    {
        bool decays = applied.LrDecay > 1;
        bool onStall = applied.LrConstantEpochs == TrainingConfig.OnStall;
        if (!decays && parsed.GetValue(_lrConstantEpochs) is not null and not TrainingConfig.OnStall)
        {
            throw new UsageException(
                "--lr-constant-epochs has no effect while the rate is divided by 1: give --lr-decay too.");
        }

        if ((!decays || onStall) && parsed.GetValue(_lrDecayEvery) is not null)
        {
            throw new UsageException(
                "--lr-decay-every has no effect while the rate is divided by 1 or on a stall: "
                + "give --lr-decay and --lr-constant-epochs N too.");
        }

        if (!decays && onStall)
        {
            string given = applied.LrDecay.ToString(CultureInfo.InvariantCulture);
            throw new UsageException($"--lr-decay must be above 1 to divide the rate on a stall, not {given}.");
        }
    }
}
