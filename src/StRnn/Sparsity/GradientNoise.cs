using StRnn.Autograd;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// The step rule of DeepR: g += sqrt(2*η*θ) * N(0, 1) + α*sign(w) for every connection, with a temperature θ that falls
/// exponentially over the run. Sources: Bellec et al. 2018, equation 1; η, the temperatures and α = 0 as in the public
/// program of Mostafa and Wang 2019.
/// </summary>
/// <param name="initialTemperature">θ at the first step, at least the final one.</param>
/// <param name="finalTemperature">θ at the last step, above 0.</param>
/// <param name="drift">α, the L1 drift, at least 0.</param>
/// <remarks>
/// The noise is drawn on the host, one number per connection and step, so that every backend gets the same.
/// </remarks>
public sealed class GradientNoise(
    double initialTemperature = GradientNoise.PublishedTemperature,
    double finalTemperature = GradientNoise.PublishedFinalTemperature,
    double drift = 0) : IStepRule
{
    /// <summary>θ at the first step of the published program.</summary>
    public const double PublishedTemperature = 1e-5;

    /// <summary>θ at the last step of the published program.</summary>
    public const double PublishedFinalTemperature = 1e-15;

    private const double Eta = 0.1;

    /// <inheritdoc/>
    public string Name => "gradient-noise";

    /// <inheritdoc/>
    public void BeforeUpdate(Tape tape, IReadOnlyList<Parameter> parameters, long step, long totalSteps)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        double progress = totalSteps > 0 ? Math.Min(1, (double)step / totalSteps) : 1;
        double temperature = initialTemperature * Math.Pow(finalTemperature / initialTemperature, progress);
        double deviation = Math.Sqrt(2 * Eta * temperature);
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Weight is SparseWeight weight)
            {
                parameters[i].CompleteGradient();
                Add(tape, parameters[i], weight, RandomStreams.GradientNoise + (uint)i, deviation);
            }
        }
    }

    /// <inheritdoc/>
    public void AfterUpdate(Tape tape, IReadOnlyList<Parameter> parameters)
    {
        // The topology update compares the signs.
    }

    private void Add(Tape tape, Parameter parameter, SparseWeight weight, uint stream, double deviation)
    {
        int nnz = weight.ParameterCount;
        using var noise = new HostScratch<float>(nnz);
        if (drift > 0)
        {
            weight.ReadCanonical(weight.Values, noise.Span);
        }

        for (int k = 0; k < nnz; k++)
        {
            double pull = drift > 0 ? drift * Math.Sign(noise.Span[k]) : 0;
            double normal = PositionNoise.Normal(tape.Context.Seed, stream, tape.Context.Step, (ulong)k);
            noise.Span[k] = (float)(pull + (deviation * normal));
        }

        var onDevice = tape.Rent(nnz);
        weight.WriteCanonical(noise.Span, onDevice);
        tape.Backend.Dense.Add(onDevice.AsMatrix(1, nnz), parameter.Gradient.AsMatrix(1, nnz));
    }
}
