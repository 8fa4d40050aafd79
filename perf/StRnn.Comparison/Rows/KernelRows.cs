using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Peers;
using StRnn.Cpu;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The products of the large LSTM's gate matrix, 6000 x 1500 at density 0.20, with each instruction set that this
/// processor has: against the FMA peak of that instruction set, measured in the same rounds, and against the libraries.
/// </summary>
internal static class KernelRows
{
    private const string InstructionSetVariable = "STRNN_CPU";

    // A sample of a product is much shorter than one of a training step, and more easily disturbed.
    private const int TimesAsManyRounds = 3;

    // The rows that share their columns, and N.
    private static readonly (int Height, int Columns)[] Products =
        [(1, 20), (1, 64), (1, 700), (2, 20), (2, 700), (4, 20), (4, 700), (8, 20), (8, 700)];

    public static IEnumerable<Row> Measure(Settings settings)
    {
        using var peers = PeerLibrary.Open(settings.Peers);
        string? demanded = Environment.GetEnvironmentVariable(InstructionSetVariable);
        foreach (var (name, lanes) in new[] { ("avx512", 16), ("avx2", 8) })
        {
            if (demanded is not null && demanded != name)
            {
                continue;
            }

            Environment.SetEnvironmentVariable(InstructionSetVariable, name);
            IBackend? backend = TryCreate(settings);
            if (backend is not null)
            {
                using (backend)
                {
                    foreach (var (height, columns) in Products)
                    {
                        settings.Say($"products with {columns} columns, {name}{Sharing(height)}");
                        using var bench = new ProductBench(backend, peers, settings.Threads, columns, height);
                        var times = bench.Time(TimesAsManyRounds * settings.Rounds, lanes);
                        foreach (var row in RowsOf(times, name, columns, height))
                        {
                            yield return row;
                        }
                    }
                }
            }

            Environment.SetEnvironmentVariable(InstructionSetVariable, demanded);
        }
    }

    private static string Sharing(int height)
        => height == 1 ? string.Empty : $", {height} rows share their columns";

    private static IBackend? TryCreate(Settings settings)
    {
        try
        {
            return new CpuBackendProvider().Create(new StRnnOptions { Threads = settings.Threads });
        }
        catch (BackendException)
        {
            return null; // the processor lacks this instruction set
        }
    }

    private static IEnumerable<Row> RowsOf(ProductTimes times, string isa, int columns, int height)
    {
        string group = $"Products, 6000 x 1500 at 0.20, {isa}{Sharing(height)}";
        yield return ShareOfPeak("SpMM", ProductBench.SpMM);
        yield return Against("SpMM", ProductBench.SpMM, ProductBench.SparsePeers);
        yield return Against("SpMMTransposed / SpMM", ProductBench.SpMMTransposed, [ProductBench.SpMM]);
        yield return Against("SpMMTransposed", ProductBench.SpMMTransposed, ["mkl-csc transposed"]);
        if (columns == 700)
        {
            yield return ShareOfPeak("SDDMM", ProductBench.Sddmm);
            yield return Against("SDDMM", ProductBench.Sddmm, ProductBench.SamplingPeers);
        }

        if (columns != 64 && height == 1)
        {
            yield return Against("dense GEMM", ProductBench.Gemm, ProductBench.DensePeers);
        }

        Row ShareOfPeak(string work, string name)
        {
            string label = $"{work}, N = {columns}, share of the FMA peak";
            string ours = FormattableString.Invariant($"{times.Gflops(name):F0} GFLOP/s");
            if (times.Peaks.Count == 0)
            {
                return new Row(group, label, ours, Row.PeerAbsent, null, Row.Share, null);
            }

            var share = times.AgainstPeak(name);
            return new Row(
                group,
                label,
                ours,
                FormattableString.Invariant($"{isa} FMA peak: {Statistics.Median(times.Peaks):F0} GFLOP/s, ")
                    + FormattableString.Invariant($"at best {times.Peaks.Max():F0}"),
                100 * share.Speedup,
                Row.Share,
                share.Range.ToPercent());
        }

        Row Against(string work, string name, string[] peers)
        {
            string label = $"{work}, N = {columns}";
            string ours = FormattableString.Invariant($"{times.Gflops(name):F0} GFLOP/s");
            string[] present = [.. peers.Where(times.Has)];
            if (present.Length == 0)
            {
                return new Row(group, label, ours, Row.PeerAbsent, null, Row.Ratio, null);
            }

            string best = present.MinBy(times.Median)!;
            string others = string.Join(
                "; ",
                present.OrderBy(times.Median).Select(
                    peer => FormattableString.Invariant($"{peer}: {times.Gflops(peer):F0} GFLOP/s")));
            var pair = times.Pair(name, best);
            return new Row(group, label, ours, others, pair.Speedup, Row.Ratio, pair.Range);
        }
    }
}
