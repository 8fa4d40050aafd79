using System.CommandLine;
using System.Globalization;
using StRnn.Cli.Configuration;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Commands.Options;

/// <summary>The options of model shape and recipe.</summary>
internal sealed class RecipeOptions
{
    private readonly Option<int?> _hidden = OptionFactory.Number<int>(
        "--hidden", "H, hidden width and width of the word vectors.", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _layers = OptionFactory.Number<int>(
        "--layers", "L, stacked LSTM layers.", value => value is >= 1 and <= 64, "a whole number from 1 to 64");

    private readonly Option<int?> _epochs = OptionFactory.Number<int>(
        "--epochs", "Epochs; schedules span them.", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _batch = OptionFactory.Number<int>(
        "--batch", "B, parallel streams of text.", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _bptt = OptionFactory.Number<int>(
        "--bptt", "T, steps of back-propagation through time.", value => value >= 1, "a whole number of at least 1");

    private readonly Option<double?> _lr = OptionFactory.Number<double>(
        "--lr", "Learning rate on the mean loss.", value => value > 0, "above 0");

    private readonly Option<double?> _lrDecay = OptionFactory.Number<double>(
        "--lr-decay", "What the learning rate is divided by (2 halves it).", value => value >= 1, "at least 1 (the rate is divided by it)");

    private readonly Option<string?> _lrConstantEpochs = OptionFactory.WordOrCount(
        "--lr-constant-epochs",
        "Epochs before the first division, one division per epoch from then on; 'stall' divides after each epoch without a better "
        + "validation loss.",
        TrainingConfig.OnStall,
        minimum: 0);

    private readonly Option<double?> _momentum = OptionFactory.Number<double>(
        "--momentum", "SGD momentum.", value => value is >= 0 and < 1, "at least 0 and below 1");

    private readonly Option<double?> _weightDecay = OptionFactory.Number<double>(
        "--weight-decay", "L2 penalty added to the gradient.", value => value >= 0, "at least 0");

    private readonly Option<double?> _clip = OptionFactory.Number<double>(
        "--clip", "Largest gradient norm; 0 for no clipping.", value => value >= 0, "at least 0");

    private readonly Option<double?> _dropout = OptionFactory.Number<double>(
        "--dropout", "Dropout between layers, never on the recurrence.", value => value is >= 0 and < 1, "at least 0 and below 1");

    private readonly Option<double?> _initRange = OptionFactory.Number<double>(
        "--init-range", "r: all matrices start from U(-r, r).", value => value > 0, "above 0");

    private readonly Option<ulong?> _seed = OptionFactory.Number<ulong>(
        "--seed", "Seed of every random stream (default 1).", _ => true, "a whole number of at least 0");

    private readonly Option<int?> _logEvery = OptionFactory.Number<int>(
        "--log-every", "Steps between two lines of progress (default 100).", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _checkpointEvery = OptionFactory.Number<int>(
        "--checkpoint-every",
        "Steps between two checkpoints within an epoch; 0 (default) for only after epochs.",
        value => value >= 0,
        "a whole number of at least 0");

    public IEnumerable<Option> All =>
    [
        _hidden, _layers, _epochs, _batch, _bptt, _lr, _lrDecay, _lrConstantEpochs, _momentum, _weightDecay, _clip, _dropout,
        _initRange, _seed, _logEvery, _checkpointEvery,
    ];

    /// <summary>The shape with the options given in place of what was there.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">What was there.</param>
    /// <param name="recurrentRange">r of the LSTM's matrices; null for 1/sqrt(H).</param>
    public ModelConfig Apply(ParseResult parsed, ModelConfig model, double? recurrentRange)
    {
        int hidden = parsed.GetValue(_hidden) ?? model.Hidden;
        return model with
        {
            Hidden = hidden,
            Layers = parsed.GetValue(_layers) ?? model.Layers,
            Dropout = parsed.GetValue(_dropout) ?? model.Dropout,
            EmbeddingRange = parsed.GetValue(_initRange) ?? model.EmbeddingRange,
            RecurrentRange = parsed.GetValue(_initRange) ?? recurrentRange ?? 1 / Math.Sqrt(hidden),
        };
    }

    /// <summary>The recipe with the options given in place of what was there.</summary>
    public TrainingConfig Apply(ParseResult parsed, TrainingConfig training)
    {
        var applied = training with
        {
            Epochs = parsed.GetValue(_epochs) ?? training.Epochs,
            Batch = parsed.GetValue(_batch) ?? training.Batch,
            Bptt = parsed.GetValue(_bptt) ?? training.Bptt,
            Lr = parsed.GetValue(_lr) ?? training.Lr,
            LrDecay = parsed.GetValue(_lrDecay) ?? training.LrDecay,
            LrConstantEpochs = parsed.GetValue(_lrConstantEpochs) ?? training.LrConstantEpochs,
            Momentum = parsed.GetValue(_momentum) ?? training.Momentum,
            WeightDecay = parsed.GetValue(_weightDecay) ?? training.WeightDecay,
            Clip = parsed.GetValue(_clip) ?? training.Clip,
            Seed = parsed.GetValue(_seed) ?? training.Seed,
            LogEvery = parsed.GetValue(_logEvery) ?? training.LogEvery,
            CheckpointEvery = parsed.GetValue(_checkpointEvery) ?? training.CheckpointEvery,
        };
        if (applied.LrConstantEpochs == TrainingConfig.OnStall && applied.LrDecay <= 1)
        {
            string given = applied.LrDecay.ToString(CultureInfo.InvariantCulture);
            throw new UsageException($"--lr-decay must be above 1 where the rate is divided on a stall, not {given}.");
        }

        return applied;
    }
}
