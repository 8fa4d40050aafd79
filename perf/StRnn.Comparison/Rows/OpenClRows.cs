using StRnn.Backends;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.OpenCL;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The OpenCL backend against the CPU backend, in turns in this process: the products of the large LSTM's gate matrix,
/// the other kernels, and whole training steps. Here it runs on the processor, too, so a ratio compares kernels, not
/// machines.
/// </summary>
internal static class OpenClRows
{
    public const string Products = "products";
    public const string Training = "training";
    public const string Blocks = "blocks";

    private static readonly string[] Measured =
        [ProductBench.SpMM, ProductBench.SpMMTransposed, ProductBench.Sddmm, ProductBench.Gemm];

    private static readonly Func<IBackend, KernelBench>[] Benches =
        [backend => new SequenceBench(backend), backend => new RhnBench(backend)];

    public static IEnumerable<Row> Measure(Settings settings, OpenClBackend opencl, IBackend cpu, string? section)
    {
        if (section is null or Blocks)
        {
            settings.Say("rows that share their columns");
            foreach (var row in BlocksOf(settings, opencl))
            {
                yield return row;
            }
        }

        int[] widths = section is Training or Blocks ? [] : [24, 64, 700];
        foreach (int columns in widths)
        {
            settings.Say($"products with {columns} columns");
            foreach (var row in ProductsOf(settings, opencl, cpu, columns))
            {
                yield return row;
            }
        }

        if (section is null or Products)
        {
            settings.Say("the other kernels of a step");
            foreach (var make in Benches)
            {
                foreach (var row in OthersOf(settings, opencl, cpu, make))
                {
                    yield return row;
                }
            }
        }

        PaperModel[] models = section is Products or Blocks
            ? []
            : [PaperModel.LargeLstm, PaperModel.MediumLstm, PaperModel.Rhn];
        foreach (var model in models)
        {
            settings.Say($"training step of the {model.Name}");
            yield return Step(settings, opencl, cpu, model);
        }
    }

    private static IEnumerable<Row> ProductsOf(Settings settings, OpenClBackend opencl, IBackend cpu, int columns)
    {
        using var ours = new ProductBench(opencl, null, settings.Threads, columns);
        using var theirs = new ProductBench(cpu, null, settings.Threads, columns);
        var candidates = Named("opencl", ours).Concat(Named("cpu", theirs)).ToList();
        var times = new ProductTimes(
            Candidate.Time(candidates, settings.Rounds),
            candidates.ToDictionary(
                candidate => candidate.Name,
                candidate => candidate.Name.EndsWith(ProductBench.Gemm, StringComparison.Ordinal)
                    ? ours.DenseGigaflop
                    : ours.SparseGigaflop),
            Peaks: []);
        foreach (string product in Measured.Where(product => times.Has($"opencl {product}")))
        {
            var (mine, other) = ($"opencl {product}", $"cpu {product}");
            var pair = times.Pair(mine, other);
            yield return new Row(
                $"Products, 6000 x 1500 at 0.20, share of the speed of {cpu.Info.InstructionSet}",
                $"{product}, N = {columns}",
                FormattableString.Invariant($"{times.Gflops(mine):F0} GFLOP/s"),
                FormattableString.Invariant($"{cpu.Info.InstructionSet}: {times.Gflops(other):F0} GFLOP/s"),
                100 * pair.Speedup,
                Row.Share,
                pair.Range.ToPercent());
        }
    }

    private static IEnumerable<Row> OthersOf(
        Settings settings, OpenClBackend opencl, IBackend cpu, Func<IBackend, KernelBench> make)
    {
        using var ours = make(opencl);
        using var theirs = make(cpu);
        var times = Candidate.Time(
            ours.All().Select(candidate => candidate with { Name = $"opencl {candidate.Name}" })
                .Concat(theirs.All().Select(candidate => candidate with { Name = $"cpu {candidate.Name}" })),
            settings.Rounds);
        foreach (string name in ours.All().Select(candidate => candidate.Name))
        {
            var pair = new Paired(times[$"opencl {name}"], times[$"cpu {name}"]);
            double gigaflop = ours.GigaflopOf(name);
            yield return new Row(
                $"Other kernels at 0.20, share of the speed of {cpu.Info.InstructionSet}",
                name,
                Figure(pair.OursMedian),
                $"{cpu.Info.InstructionSet}: {Figure(pair.TheirsMedian)}",
                100 * pair.Speedup,
                Row.Share,
                pair.Range.ToPercent());

            string Figure(double milliseconds) => gigaflop > 0
                ? FormattableString.Invariant($"{milliseconds:F1} ms, {1000 * gigaflop / milliseconds:F0} GFLOP/s")
                : FormattableString.Invariant($"{milliseconds:F2} ms");
        }
    }

    // The same connections with their blocks, and row by row.
    private static IEnumerable<Row> BlocksOf(Settings settings, OpenClBackend opencl)
    {
        using var blocks = new BlockBench(opencl, hasBlocks: true);
        using var rows = new BlockBench(opencl, hasBlocks: false);
        var times = Candidate.Time(
            blocks.All().Select(candidate => candidate with { Name = $"blocks {candidate.Name}" })
                .Concat(rows.All().Select(candidate => candidate with { Name = $"rows {candidate.Name}" })),
            settings.Rounds);
        foreach (string name in blocks.All().Select(candidate => candidate.Name))
        {
            var pair = new Paired(times[$"blocks {name}"], times[$"rows {name}"]);
            yield return new Row(
                "Connections between units, 6000 x 1500 at 0.20: time row by row / by blocks of four rows",
                name,
                Figure(pair.OursMedian),
                $"row by row: {Figure(pair.TheirsMedian)}",
                pair.Speedup,
                Row.Ratio,
                pair.Range);

            string Figure(double milliseconds)
                => FormattableString.Invariant($"{1000 * blocks.GigaflopOf(name) / milliseconds:F0} GFLOP/s");
        }
    }

    private static IEnumerable<Candidate> Named(string backend, ProductBench bench)
        => bench.OwnProducts().Select(candidate => candidate with { Name = $"{backend} {candidate.Name}" });

    private static Row Step(Settings settings, OpenClBackend opencl, IBackend cpu, PaperModel model)
    {
        var options = TrainingRows.Options(settings, model, 0.20);
        using var ours = new TrainingUnit(opencl, options);
        using var theirs = new TrainingUnit(cpu, options);
        ours.Run();
        theirs.Run();
        var pair = Paired.Measure(() => Milliseconds(ours, model), () => Milliseconds(theirs, model), settings.Rounds);
        return new Row(
            $"Training steps at density 0.20, time / that of {cpu.Info.InstructionSet}",
            $"training step of the {model.Name}",
            FormattableString.Invariant($"{pair.OursMedian:F0} ms"),
            FormattableString.Invariant($"{cpu.Info.InstructionSet}: {pair.TheirsMedian:F0} ms"),
            1 / pair.Speedup,
            Row.Ratio,
            pair.Range.Invert());
    }

    private static double Milliseconds(TrainingUnit unit, PaperModel model)
    {
        var times = new double[TrainingRows.StepsPerSample(model)];
        for (int step = 0; step < times.Length; step++)
        {
            long begun = System.Diagnostics.Stopwatch.GetTimestamp();
            unit.Run();
            times[step] = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return Statistics.Median(times);
    }
}
