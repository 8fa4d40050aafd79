using StRnn.Backends;
using StRnn.Experiments.Benchmarks;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;

namespace StRnn.Cli.Display;

/// <summary>Formats measured presets as text, one line each, and as JSON.</summary>
internal static class BenchText
{
    private static readonly int NameWidth = LanguageModelPresets.Names.Max(name => name.Length);

    public static string Of(PresetFigures figures)
        => $"{figures.Subject.Name.PadRight(NameWidth)}  sparsity {figures.Sparsity:0.00######}: "
            + $"{Throughput(figures.Sparse, figures):N0} tokens/s, {figures.Speedup:0.0}x our dense "
            + $"({Throughput(figures.Dense, figures):N0} tokens/s), "
            + Of(figures.BreakEven);

    /// <summary>Formats one configuration that has been measured.</summary>
    /// <param name="preset">The preset's name.</param>
    /// <param name="density">nnz / (rows * columns); null for dense weights.</param>
    /// <param name="tokensPerSecond">The throughput.</param>
    /// <param name="time">The time of a step.</param>
    public static string Progress(string preset, double? density, double tokensPerSecond, StepTime time)
        => $"{preset.PadRight(NameWidth)}  {(density is { } share ? $"density {share:0.00######}" : "dense")}: "
            + $"{tokensPerSecond:N0} tokens/s, median of {time.Steps} steps {time.MedianMs:0.0##} ms";

    public static object ToJson(IReadOnlyList<PresetFigures> presets, BackendInfo backend) => new
    {
        Program = ProgramVersion.Text,
        Backend = BackendConfig.Of(backend),
        Presets = presets.Select(figures => new
        {
            Preset = figures.Subject.Name,
            figures.Subject.Cell,
            figures.Subject.Hidden,
            figures.Subject.Layers,
            figures.Subject.Depth,
            figures.Subject.VocabularySize,
            figures.Subject.Training.Batch,
            figures.Subject.Training.Bptt,
            figures.Sparsity,
            Sparse = ToJson(figures.Sparse, figures),
            Dense = ToJson(figures.Dense, figures),
            figures.Speedup,
            BreakEven = new
            {
                figures.BreakEven.Density,
                figures.BreakEven.Finding,
                Points = figures.BreakEven.Points.Select(point => new
                {
                    point.Density,
                    StepMs = point.Time.MedianMs,
                    point.Time.Steps,
                }),
            },
        }),
    };

    private static string Of(BreakEven breakEven) => breakEven.Finding switch
    {
        BreakEven.Found => $"break-even density {Short(breakEven.Density!.Value)}",
        BreakEven.NeverSlower => "no break-even: sparse is faster at every density up to 1",
        _ => $"no break-even: sparse is slower at every density down to {breakEven.Points[0].Density:0.00######}",
    };

    private static string Short(double density) => density < 0.1 ? $"{density:0.0000}" : $"{density:0.00}";

    private static double Throughput(StepTime time, PresetFigures figures)
        => time.TokensPerSecond(figures.Subject.TokensPerStep);

    private static object ToJson(StepTime time, PresetFigures figures) => new
    {
        TokensPerSecond = Throughput(time, figures),
        StepMs = time.MedianMs,
        time.Steps,
    };
}
