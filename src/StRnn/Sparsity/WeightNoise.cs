using StRnn.Autograd;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// The step rule of DeepR: after the optimiser's step, w += η*(sqrt(2*ε*θ) * N(0, 1) - α*sign(w)) for every connection,
/// with a temperature θ that falls in four equal parts of the run by the published factors 1, 1e-3, 1e-7 and 1e-10.
/// Sources: Bellec et al. 2018, equation 1, whose noise is sqrt(2*η*θ); ours has the size of the public program of
/// Mostafa and Wang 2019, which adds it to the gradient: ε = 0.001, θ = 1e-5 at first and α = 0.
/// </summary>
/// <param name="initialTemperature">θ at the first step, above 0.</param>
/// <param name="drift">α, the L1 drift, at least 0.</param>
/// <remarks>
/// The noise never passes through clipping, momentum or Adam's moments, which would turn it into a larger step and the
/// loss's gradient into a smaller one. It is drawn on the host, one number per connection and step, so that every
/// backend gets the same.
/// </remarks>
public sealed class WeightNoise(double initialTemperature = WeightNoise.PublishedTemperature, double drift = 0)
    : IStepRule
{
    /// <summary>θ at the first step of the published program.</summary>
    public const double PublishedTemperature = 1e-5;

    private const double Epsilon = 1e-3;

    private static readonly double[] Falls = [1, 1e-3, 1e-7, 1e-10];

    private readonly double _temperature = initialTemperature > 0
        ? initialTemperature
        : throw new ArgumentOutOfRangeException(
            nameof(initialTemperature), $"Temperature {initialTemperature} is not above 0.");

    private readonly double _drift = drift >= 0
        ? drift
        : throw new ArgumentOutOfRangeException(nameof(drift), $"Drift {drift} is below 0.");

    /// <inheritdoc/>
    public string Name => "weight-noise";

    /// <inheritdoc/>
    public void BeforeUpdate(Tape tape, IReadOnlyList<Parameter> parameters, StepMoment moment)
    {
        // The gradients are the loss's alone.
    }

    /// <inheritdoc/>
    public void AfterUpdate(Tape tape, IReadOnlyList<Parameter> parameters, StepMoment moment)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        double deviation = moment.LearningRate * Math.Sqrt(2 * Epsilon * TemperatureAt(moment));
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Weight is SparseWeight weight)
            {
                double scale = parameters[i].Scale.LearningRate;
                double pull = moment.LearningRate * _drift;
                Add(tape, weight, RandomStreams.WeightNoise + (uint)i, scale * deviation, scale * pull);
            }
        }
    }

    private static void Add(Tape tape, SparseWeight weight, uint stream, double deviation, double pull)
    {
        int nnz = weight.ParameterCount;
        using var change = new HostScratch<float>(nnz);
        if (pull > 0)
        {
            weight.ReadCanonical(weight.Values, change.Span);
        }

        for (int k = 0; k < nnz; k++)
        {
            double drift = pull > 0 ? pull * Math.Sign(change.Span[k]) : 0;
            double normal = PositionNoise.Normal(tape.Context.Seed, stream, tape.Context.Step, (ulong)k);
            change.Span[k] = (float)((deviation * normal) - drift);
        }

        var onDevice = tape.Rent(nnz);
        weight.WriteCanonical(change.Span, onDevice);
        tape.Backend.Dense.Add(onDevice.AsMatrix(1, nnz), weight.Values.AsMatrix(1, nnz));
        weight.MarkChanged();
    }

    private double TemperatureAt(StepMoment moment)
    {
        int part = moment.TotalSteps > 0 ? (int)(Falls.Length * moment.Step / moment.TotalSteps) : 0;
        return _temperature * Falls[Math.Min(part, Falls.Length - 1)];
    }
}
