using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StRnn.Benchmarks;

/// <summary>The column of the throughput: the words of an operation / median time.</summary>
public sealed class TokensPerSecondColumn : IColumn
{
    private const double NanosecondsPerSecond = 1e9;

    public string Id => nameof(TokensPerSecondColumn);

    public string ColumnName => "tokens/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "words of an operation / median time";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
        => summary[benchmarkCase]?.ResultStatistics?.Median is { } nanoseconds && TokensOf(benchmarkCase) is { } tokens
            ? (tokens * NanosecondsPerSecond / nanoseconds).ToString("N0", CultureInfo.InvariantCulture)
            : "?";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary)
        => summary.BenchmarksCases.Any(benchmarkCase => TokensOf(benchmarkCase) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    private static int? TokensOf(BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.Type switch
    {
        var type when type == typeof(TrainingStepBenchmarks) => TrainingStepBenchmarks.TokensPerStep,
        var type when type == typeof(InferenceBenchmarks)
            => (int)benchmarkCase.Parameters[nameof(InferenceBenchmarks.Batch)],
        _ => null,
    };
}
