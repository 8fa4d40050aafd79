using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn train lm</c>.</summary>
internal sealed class TrainLmCommand : TrainCommand<LanguageModelConfig>
{
    private readonly LanguageModelOptions _options = new();

    public TrainLmCommand(CliConsole console, CancellationToken cancellation)
        : base(
            LanguageModelConfig.Task,
            "Train a language model of LSTM, GRU, minGRU or RHN layers, dense or sparse from the first step on.",
            console,
            cancellation)
        => AddOptions(_options.All);

    public override IReadOnlyList<string> Notes =>
    [
        .. LanguageModelPresets.All.Select(preset => $"{preset.Name}: {preset.Summary}"), .. SparseMethodOptions.Notes,
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn train lm --data dotnet-docs --sparsity 0.8 --out runs/st",
        "strnn train lm --data data/ptb --preset ptb-lstm-medium --sparsity 0.67 --init er --out runs/er",
        "strnn train lm --data data/ptb --preset ptb-rhn --sparsity 0.528 --out runs/rhn",
        "strnn train lm --data my-text.txt --validation-share 0.1 --sparsity 0.8 --out runs/mine",
        "strnn train lm --data my-corpus --method dense --epochs 5 --out runs/dense",
        "strnn train lm --start-from runs/st --data my-text.txt --lr 1 --epochs 3 --out runs/tuned",
        "strnn train lm --resume --out runs/st",
    ];

    protected override string? DataOf(ParseResult parsed) => _options.DataOf(parsed);

    protected override int Run(ParseResult parsed)
        => Train(
            parsed,
            new RunDirectory(Folder(parsed)),
            () => _options.NewConfig(parsed, Console),
            saved => _options.Asked(parsed, Console, saved));
}
