using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Peers;
using StRnn.Cpu;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The products of W1's gate matrix, 6000 x 1500 at density 0.20, of each instruction set this processor has, against the FMA peak of
/// that instruction set measured in the same rounds, and against the libraries.
/// </summary>
internal static class KernelRows
{
    private const string InstructionSetVariable = "STRNN_CPU";

    // A sample of a product is much shorter than one of a training step, and more easily disturbed.
    private const int TimesAsManyRounds = 3;

    private static readonly Dictionary<int, Target> SpMMTargets = new()
    {
        [20] = new Target(25, 40, 55),
        [64] = new Target(35, 50, 65),
        [700] = new Target(40, 55, 70),
    };

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
                    foreach (int columns in new[] { 20, 64, 700 })
                    {
                        settings.Say($"products with {columns} columns, {name}");
                        using var bench = new ProductBench(backend, peers, settings.Threads, columns);
                        foreach (var row in RowsOf(bench.Time(TimesAsManyRounds * settings.Rounds, lanes), name, columns))
                        {
                            yield return row;
                        }
                    }
                }
            }

            Environment.SetEnvironmentVariable(InstructionSetVariable, demanded);
        }
    }

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

    private static IEnumerable<Row> RowsOf(ProductTimes times, string isa, int columns)
    {
        string group = $"Products, 6000 x 1500 at 0.20, {isa}";
        yield return ShareOfPeak("SpMM", ProductBench.SpMM, SpMMTargets[columns]);
        yield return Against("SpMM", ProductBench.SpMM, ProductBench.SparsePeers, null);
        yield return Against("SpMMTransposed / SpMM", ProductBench.SpMMTransposed, [ProductBench.SpMM], new Target(0.8, 0.95, 1));
        yield return Against("SpMMTransposed", ProductBench.SpMMTransposed, ["mkl-csc transposed"], new Target(4, 5, 6));
        if (columns == 700)
        {
            yield return ShareOfPeak("SDDMM", ProductBench.Sddmm, new Target(30, 45, 60));
            yield return Against("SDDMM", ProductBench.Sddmm, ProductBench.SamplingPeers, new Target(2.5, 4, 5));
        }

        if (columns != 64)
        {
            yield return Against(
                "dense GEMM", ProductBench.Gemm, ProductBench.DensePeers, columns == 700 ? new Target(0.75, 0.9, 1) : null);
        }

        Row ShareOfPeak(string work, string name, Target target)
        {
            string label = $"{work}, N = {columns}, share of the FMA peak";
            string ours = FormattableString.Invariant($"{times.Gflops(name):F0} GFLOP/s");
            if (times.Peaks.Count == 0)
            {
                return new Row(group, label, ours, Row.PeerAbsent, null, Row.Share, null, target);
            }

            var share = times.AgainstPeak(name);
            return new Row(
                group,
                label,
                ours,
                FormattableString.Invariant($"{isa} FMA peak: {Statistics.Median(times.Peaks):F0} GFLOP/s, at best {times.Peaks.Max():F0}"),
                100 * share.Speedup,
                Row.Share,
                (100 * share.Range.Low, 100 * share.Range.High),
                target);
        }

        Row Against(string work, string name, string[] peers, Target? target)
        {
            string label = $"{work}, N = {columns}";
            string ours = FormattableString.Invariant($"{times.Gflops(name):F0} GFLOP/s");
            string[] present = [.. peers.Where(times.Has)];
            if (present.Length == 0)
            {
                return new Row(group, label, ours, Row.PeerAbsent, null, Row.Ratio, null, target);
            }

            string best = present.MinBy(times.Median)!;
            string others = string.Join(
                "; ", present.OrderBy(times.Median).Select(peer => FormattableString.Invariant($"{peer}: {times.Gflops(peer):F0} GFLOP/s")));
            var pair = times.Pair(name, best);
            return new Row(group, label, ours, others, pair.Speedup, Row.Ratio, pair.Range, target);
        }
    }
}
