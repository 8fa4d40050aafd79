using StRnn.Backends;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.OpenCL;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The OpenCL backend against the CPU backend, in turns in this process: the products of W1's gate matrix, the other kernels, and whole training steps. Here it
/// runs on the processor, too, so a ratio compares kernels, not machines.
/// </summary>
internal static class OpenClRows
{
    public const string Products = "products";
    public const string Training = "training";

    private static readonly string[] Measured = [ProductBench.SpMM, ProductBench.SpMMTransposed, ProductBench.Sddmm, ProductBench.Gemm];

    public static IEnumerable<Row> Measure(Settings settings, OpenClBackend opencl, IBackend cpu, string? section)
    {
        int[] widths = section is Training ? [] : [24, 64, 700];
        foreach (int columns in widths)
        {
            settings.Say($"products with {columns} columns");
            foreach (var row in ProductsOf(settings, opencl, cpu, columns))
            {
                yield return row;
            }
        }

        if (section is not Training)
        {
            settings.Say("the other kernels of a step");
            foreach (var make in new Func<IBackend, KernelBench>[] { backend => new SequenceBench(backend), backend => new HighwayBench(backend) })
            {
                foreach (var row in OthersOf(settings, opencl, cpu, make))
                {
                    yield return row;
                }
            }
        }

        (ModelShape Shape, Target? Target)[] models = section is Products
            ? []
            : [(ModelShape.W1, new Target(2.5, 1.5, 1, LowerIsBetter: true)), (ModelShape.W2, null), (ModelShape.W5, null)];
        foreach (var (shape, target) in models)
        {
            settings.Say($"training step {shape.Name}");
            yield return Step(settings, opencl, cpu, shape, target);
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
                candidate => candidate.Name.EndsWith(ProductBench.Gemm, StringComparison.Ordinal) ? ours.DenseGigaflop : ours.SparseGigaflop),
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
                (100 * pair.Range.Low, 100 * pair.Range.High),
                TargetOf(product, columns));
        }
    }

    private static IEnumerable<Row> OthersOf(Settings settings, OpenClBackend opencl, IBackend cpu, Func<IBackend, KernelBench> make)
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
                (100 * pair.Range.Low, 100 * pair.Range.High),
                null);

            string Figure(double milliseconds) => gigaflop > 0
                ? FormattableString.Invariant($"{milliseconds:F1} ms, {1000 * gigaflop / milliseconds:F0} GFLOP/s")
                : FormattableString.Invariant($"{milliseconds:F2} ms");
        }
    }

    private static Target? TargetOf(string product, int columns) => (product, columns) switch
    {
        (ProductBench.SpMM, 700) => new Target(60, 80, 100),
        (ProductBench.SpMM, 24) => new Target(40, 60, double.PositiveInfinity),
        _ => null,
    };

    private static IEnumerable<Candidate> Named(string backend, ProductBench bench)
        => bench.OwnProducts().Select(candidate => candidate with { Name = $"{backend} {candidate.Name}" });

    private static Row Step(Settings settings, OpenClBackend opencl, IBackend cpu, ModelShape shape, Target? target)
    {
        var options = TrainingRows.Options(settings, shape, 0.20);
        using var ours = new TrainingUnit(opencl, options);
        using var theirs = new TrainingUnit(cpu, options);
        ours.Run();
        theirs.Run();
        var pair = Paired.Measure(() => Milliseconds(ours, shape), () => Milliseconds(theirs, shape), settings.Rounds);
        var (low, high) = pair.Range;
        return new Row(
            $"Training steps at density 0.20, time / that of {cpu.Info.InstructionSet}",
            $"training step {shape.Name}",
            FormattableString.Invariant($"{pair.OursMedian:F0} ms"),
            FormattableString.Invariant($"{cpu.Info.InstructionSet}: {pair.TheirsMedian:F0} ms"),
            1 / pair.Speedup,
            Row.Ratio,
            (1 / high, 1 / low),
            target);
    }

    private static double Milliseconds(TrainingUnit unit, ModelShape shape)
    {
        var times = new double[shape.StepsPerRound];
        for (int step = 0; step < times.Length; step++)
        {
            long begun = System.Diagnostics.Stopwatch.GetTimestamp();
            unit.Run();
            times[step] = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return Statistics.Median(times);
    }
}
