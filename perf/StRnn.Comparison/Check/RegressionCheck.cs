using System.Text;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;
using StRnn.Comparison.Workers;
using StRnn.Cpu;
using StRnn.Optimizers;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;

namespace StRnn.Comparison.Check;

/// <summary>
/// The check for regressions: deterministic figures may not grow at all; a timed one may not fall behind its recorded
/// ratio to the <see cref="Yardstick"/> by more than the noise of this run explains. A processor without a baseline is
/// held to <see cref="SameRunGates"/> and to the deterministic figures of others.
/// </summary>
internal static class RegressionCheck
{
    /// <summary>The name of the timed training step in a baseline.</summary>
    public static readonly string TrainingStep = $"training step of the {PaperModel.SmallLstm.Name}";

    private const int Rounds = 15;
    private const int WarmUpSteps = 3;
    private const int CountedSteps = 10;

    /// <summary>Measures and compares, or records.</summary>
    /// <param name="baselines">The folder of the baselines.</param>
    /// <param name="instructions">The program whose instructions are counted.</param>
    /// <param name="record">True to record the figures instead of comparing.</param>
    /// <param name="threads">Threads of the backend.</param>
    /// <param name="output">Receives a line for each gate.</param>
    /// <returns>1 if a figure got worse, else 0.</returns>
    public static int Run(string baselines, string instructions, bool record, int threads, TextWriter output)
    {
        using var backend = new CpuBackendProvider().Create(new StRnnOptions { Threads = threads });
        var machine = MachineInfo.Read();
        string path = Path.Combine(baselines, FileName(machine, backend.Info, threads));
        output.WriteLine($"{machine.Processor}, {backend.Info.InstructionSet}, {threads} threads");
        try
        {
            var recorded = Baseline.Read(path);
            var counts = InstructionCounts.Measure(instructions);
            if (counts is null)
            {
                output.WriteLine(
                    "instructions are not counted: valgrind, or the program of perf/instructions, is not there");
            }

            var (measured, noise) = Measure(backend, threads, counts);
            if (record)
            {
                measured.Write(path);
                output.WriteLine($"recorded {path}");
                return 0;
            }

            if (recorded is null)
            {
                output.WriteLine(
                    $"no baseline {path} of this processor: bytes and instructions are compared with those of others, "
                    + "products with each other; record one with ./build.sh perf --check --record");
                recorded = Baseline.OfAnyProcessor(baselines);
            }

            List<Gate> gates =
                [.. SameRunGates.Of(measured.Ratios), .. recorded is null ? [] : Gates(recorded, measured, noise)];
            foreach (var gate in gates)
            {
                output.WriteLine($"{(gate.Passed ? "ok    " : "WORSE ")} {gate.Name}: {gate.Finding}");
            }

            return gates.All(gate => gate.Passed) ? 0 : 1;
        }
        catch (InvalidDataException exception)
        {
            output.WriteLine($"error: {exception.Message}");
            return 1;
        }
    }

    /// <summary>Compares two sets of figures.</summary>
    /// <param name="recorded">The baseline.</param>
    /// <param name="measured">This run's figures.</param>
    /// <param name="noise">Half the distance of this run's quartiles, relative to the median, by name.</param>
    public static IEnumerable<Gate> Gates(
        Baseline recorded, Baseline measured, IReadOnlyDictionary<string, double> noise)
    {
        yield return Gate.Exact(
            "managed bytes allocated by a training step",
            recorded.AllocatedBytesPerStep,
            measured.AllocatedBytesPerStep);
        yield return Gate.Exact(
            "bytes of weights, gradients and optimiser state", recorded.NativeBytes, measured.NativeBytes);
        if (recorded.Instructions is not null && measured.Instructions is not null)
        {
            foreach (var (name, count) in recorded.Instructions)
            {
                yield return measured.Instructions.TryGetValue(name, out long now)
                    ? Gate.Instructions($"instructions of {name}", count, now)
                    : Lost(name);
            }
        }

        foreach (var (name, ratio) in recorded.Ratios)
        {
            yield return measured.Ratios.TryGetValue(name, out double now)
                ? Gate.Ratio(name, ratio, now, noise[name])
                : Lost(name);
        }

        static Gate Lost(string name) => new(name, false, "recorded, but no longer measured: record the baseline anew");
    }

    // The processor's model, its instruction set and our threads: ratios do not carry over to others.
    private static string FileName(MachineInfo machine, BackendInfo backend, int threads)
    {
        var name = new StringBuilder();
        foreach (char c in $"{machine.Processor} {backend.InstructionSet} {threads} threads".ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        return name.Append(".json").ToString();
    }

    private static (Baseline Baseline, Dictionary<string, double> Noise) Measure(
        IBackend backend, int threads, Dictionary<string, long>? instructions)
    {
        using var training = SyntheticLanguageModeling.Create(
            backend,
            PaperModel.SmallLstm.Create(),
            new UniformInitializer(0.20),
            PaperModel.Batch,
            PaperModel.Steps,
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 10));
        using var products = new ProductBench(backend, null, threads, PaperModel.Steps * PaperModel.Batch);
        for (int i = 0; i < WarmUpSteps; i++)
        {
            training.Step();
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < CountedSteps; i++)
        {
            training.Step();
        }

        long allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / CountedSteps;
        List<Candidate> candidates =
        [
            new Yardstick().ToCandidate(threads),
            new(TrainingStep, false, () =>
            {
                training.Step();
                return true;
            }),
            .. products.OwnProducts(),
        ];
        var times = Candidate.Time(candidates, Rounds);
        var pairs = times.Keys.Where(name => name != nameof(Yardstick)).ToDictionary(
            name => name, name => new Paired(times[name], times[nameof(Yardstick)]));
        return (
            new Baseline(
                allocated,
                training.Parameters.Sum(parameter => parameter.LengthInBytes),
                instructions,
                pairs.ToDictionary(pair => pair.Key, pair => pair.Value.Speedup)),
            pairs.ToDictionary(
                pair => pair.Key,
                pair => (pair.Value.Range.High - pair.Value.Range.Low) / 2 / pair.Value.Speedup));
    }
}

/// <summary>One comparison of a regression run.</summary>
/// <param name="Name">The figure that was compared.</param>
/// <param name="Passed">True if the figure is within its limit.</param>
/// <param name="Finding">Both figures, in words.</param>
internal sealed record Gate(string Name, bool Passed, string Finding)
{
    // Differences below this are not told apart from noise on any machine.
    private const double LeastTolerance = 0.10;
    private const double NoiseFactor = 3;

    /// <summary>Compares a deterministic quantity: it may shrink, not grow.</summary>
    public static Gate Exact(string name, long recorded, long measured) => new(
        name, measured <= recorded, FormattableString.Invariant($"{measured:N0}, recorded {recorded:N0}"));

    /// <summary>
    /// Compares a count of instructions: it may grow by a hundredth, which another version of a compiler may cost.
    /// </summary>
    public static Gate Instructions(string name, long recorded, long measured) => new(
        name,
        measured <= recorded + (recorded / 100),
        FormattableString.Invariant($"{measured:N0}, recorded {recorded:N0}"));

    /// <summary>
    /// Compares a paired ratio, larger is faster: it may fall by a tenth, or by three times this run's own noise.
    /// </summary>
    /// <param name="name">The name of the timed work.</param>
    /// <param name="recorded">The baseline's ratio.</param>
    /// <param name="measured">This run's median ratio.</param>
    /// <param name="noise">Half the distance of this run's quartiles, relative to the median.</param>
    public static Gate Ratio(string name, double recorded, double measured, double noise)
    {
        double tolerance = Math.Max(LeastTolerance, NoiseFactor * noise);
        return new Gate(
            name,
            measured >= recorded * (1 - tolerance),
            FormattableString.Invariant($"{measured:F2} times the yardstick, recorded {recorded:F2}, ")
                + FormattableString.Invariant($"tolerance {100 * tolerance:F0} %, noise {100 * noise:F0} %"));
    }
}
