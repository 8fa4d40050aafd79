using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Tuning;

/// <summary>
/// Finds the parameters of the kernels on a device: varies one after the other and keeps the best value, timed on the
/// kernels that take most of a training step (<see cref="TuningWorkload"/>).
/// </summary>
/// <param name="device">The device.</param>
/// <param name="observer">Receives every trial.</param>
public sealed class OpenClTuner(OpenClDevice device, Action<TuningTrial>? observer = null)
{
    private static readonly int[] Panels = [64, 96, 128, 160, 192, 256, 384];
    private static readonly int[] SharerCounts = [2, 4, 8, 16, 32];
    private static readonly int[] LaneCounts = [16, 32, 64];
    private static readonly int[] RowCounts = [2, 4, 8, 16];
    private static readonly int[] UnitCounts = [1, 2, 4];
    private static readonly int[] ElementGroups = [4, 8, 16, 32, 64, 128, 256];
    private static readonly int[] ReductionGroups = [1, 64, 128, 256];
    private static readonly int[] VectorWidths = [1, 8];

    private readonly Func<DeviceTuning, int, double> _measure = (tuning, rounds) => Measure(device, tuning, rounds);

    /// <summary>Creates a tuner with another function that measures.</summary>
    internal OpenClTuner(OpenClDevice device, Action<TuningTrial>? observer, Func<DeviceTuning, int, double> measure)
        : this(device, observer)
        => _measure = measure;

    /// <summary>Tries parameters and returns the best; nothing is saved.</summary>
    /// <param name="rounds">The number of runs of the workload for each set of parameters.</param>
    /// <exception cref="BackendException">The device cannot be used.</exception>
    public DeviceTuning Run(int rounds = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        BackendException? failure = null;
        var best = DeviceTuning.For(device);
        double bestTime = Time(best, rounds, double.PositiveInfinity, ref failure);
        foreach (var variations in Variations(best.Layout))
        {
            foreach (var candidate in variations(best).Where(candidate => candidate.ProblemOn(device) is null).ToList())
            {
                if (candidate == best)
                {
                    continue;
                }

                double time = Time(candidate, rounds, bestTime, ref failure);
                if (time < bestTime)
                {
                    (best, bestTime) = (candidate, time);
                }
            }
        }

        return double.IsFinite(bestTime)
            ? best
            : throw new BackendException($"No parameters work: {failure!.Message}", failure);
    }

    private static IEnumerable<Func<DeviceTuning, IEnumerable<DeviceTuning>>> Variations(SparseLayout layout)
    {
        if (layout == SparseLayout.Panels)
        {
            yield return tuning => Panels.Select(width => tuning with { ProductPanel = width });
            yield return tuning => Panels.Select(width => tuning with { RecurrentPanel = width });
            yield return tuning => SharerCounts.Select(sharers => tuning with { Sharers = sharers });
        }
        else
        {
            yield return tuning => VectorWidths.Select(width => tuning with { VectorWidth = width });
            yield return tuning => LaneCounts.Select(lanes => tuning with { RowLanes = lanes });
            yield return tuning => RowCounts.Select(rows => tuning with { RowsPerGroup = rows });
            yield return tuning => UnitCounts.Select(units => tuning with { UnitsPerGroup = units });
        }

        yield return tuning => ElementGroups.Select(group => tuning with { ElementGroup = group });
        yield return tuning => ReductionGroups.Select(group => tuning with { ReductionGroup = group });
    }

    // A set that the device refuses, or cannot run, is no set to choose: the others go on.
    private double Time(DeviceTuning tuning, int rounds, double bestTime, ref BackendException? failure)
    {
        try
        {
            double time = _measure(tuning, rounds);
            observer?.Invoke(new TuningTrial(tuning, time, time < bestTime));
            return time;
        }
        catch (BackendException error)
        {
            failure ??= error;
            return double.PositiveInfinity;
        }
    }

    private static double Measure(OpenClDevice device, DeviceTuning tuning, int rounds)
    {
        var provider = new OpenClBackendProvider(new OpenClOptions { Tuning = tuning });
        using var backend = provider.Create(
            new StRnnOptions { Device = FormattableString.Invariant($"{device.Index}") });
        using var workload = new TuningWorkload(backend);
        return workload.Milliseconds(rounds);
    }
}

/// <summary>One set of parameters that was tried.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="Milliseconds">The time of the workload: the median of its rounds.</param>
/// <param name="IsBest">True if it was the fastest so far.</param>
public sealed record TuningTrial(DeviceTuning Parameters, double Milliseconds, bool IsBest);
