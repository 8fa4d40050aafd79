using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StRnn.Benchmarks;

/// <summary>A column of work per time: the work of an operation / its median time.</summary>
internal abstract class ThroughputColumn : IColumn
{
    public string Id => GetType().Name;

    public abstract string ColumnName { get; }

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public abstract string Legend { get; }

    /// <summary>Gets the format of a figure.</summary>
    protected abstract string Format { get; }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
        => WorkOf(benchmarkCase) is not { } work ? "-"
            : summary[benchmarkCase]?.ResultStatistics?.Median is not { } nanoseconds ? "?"
            : (work / nanoseconds).ToString(Format, CultureInfo.InvariantCulture);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary)
        => summary.BenchmarksCases.Any(benchmarkCase => WorkOf(benchmarkCase) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <summary>Returns the work of an operation, for a figure of work / nanoseconds; null where it has none.</summary>
    protected abstract double? WorkOf(BenchmarkCase benchmarkCase);
}

/// <summary>The useful work of products: 2 * nnz * N; of the dense product 2 * rows * inner * N.</summary>
internal sealed class GigaflopsColumn : ThroughputColumn
{
    public override string ColumnName => "GFLOP/s";

    public override string Legend => "2 * nonzeros * columns / median time";

    protected override string Format => "F1";

    protected override double? WorkOf(BenchmarkCase benchmarkCase)
    {
        if (benchmarkCase.Descriptor.Type != typeof(ProductBenchmarks))
        {
            return null;
        }

        double density = benchmarkCase.Descriptor.WorkloadMethod.Name == nameof(ProductBenchmarks.Gemm)
            ? 1
            : (double)benchmarkCase.Parameters[nameof(ProductBenchmarks.Density)];
        int columns = (int)benchmarkCase.Parameters[nameof(ProductBenchmarks.Columns)];
        return 2 * density * ProductBenchmarks.Rows * ProductBenchmarks.Inner * columns;
    }
}

/// <summary>The words of a training step or of inference.</summary>
internal sealed class TokensPerSecondColumn : ThroughputColumn
{
    private const double NanosecondsPerSecond = 1e9;

    public override string ColumnName => "tokens/s";

    public override string Legend => "words of an operation / median time";

    protected override string Format => "N0";

    protected override double? WorkOf(BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.Type switch
    {
        var type when type == typeof(TrainingStepBenchmarks)
            => TrainingStepBenchmarks.TokensPerStep * NanosecondsPerSecond,
        var type when type == typeof(InferenceBenchmarks)
            => (int)benchmarkCase.Parameters[nameof(InferenceBenchmarks.Batch)] * NanosecondsPerSecond,
        _ => null,
    };
}
