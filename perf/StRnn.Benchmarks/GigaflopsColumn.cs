using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StRnn.Benchmarks;

/// <summary>
/// The column of the useful work: 2 * nnz * N / median time; for the dense product 2 * rows * inner * N.
/// </summary>
public sealed class GigaflopsColumn : IColumn
{
    public string Id => nameof(GigaflopsColumn);

    public string ColumnName => "GFLOP/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "2 * nonzeros * columns / median time";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (benchmarkCase.Descriptor.Type != typeof(ProductBenchmarks))
        {
            return "-";
        }

        double? median = summary[benchmarkCase]?.ResultStatistics?.Median;
        if (median is not { } nanoseconds)
        {
            return "?";
        }

        double density = benchmarkCase.Descriptor.WorkloadMethod.Name == nameof(ProductBenchmarks.Gemm)
            ? 1
            : (double)benchmarkCase.Parameters[nameof(ProductBenchmarks.Density)];
        int columns = (int)benchmarkCase.Parameters[nameof(ProductBenchmarks.Columns)];
        double flops = 2 * density * ProductBenchmarks.Rows * ProductBenchmarks.Inner * columns;
        return (flops / nanoseconds).ToString("F1", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary)
        => summary.BenchmarksCases.Any(benchmarkCase => benchmarkCase.Descriptor.Type == typeof(ProductBenchmarks));

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
