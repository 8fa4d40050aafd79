using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference kernels for weight updates, one value at a time, in double.</summary>
internal sealed class ReferenceOptimizerKernels<T>(ReferenceMemory<T> memory) : IOptimizerKernels
    where T : unmanaged
{
    public void AddSquaredNorm(VectorView x, VectorView result)
    {
        KernelShapes.CheckAddSquaredNorm(result);
        ReadOnlySpan<T> elements = memory.Vector(nameof(AddSquaredNorm), "x", x);
        ref T total = ref memory.Scalar(nameof(AddSquaredNorm), nameof(result), result);
        total = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Dot(ReferenceNumber<T>.Widen(total), elements, elements));
    }

    public void SgdMomentumStep(
        VectorView values,
        VectorView gradient,
        VectorView? velocity,
        VectorView squaredNorm,
        SgdMomentumOptions options)
    {
        const string Operation = nameof(SgdMomentumStep);
        KernelShapes.CheckSgdMomentumStep(values, gradient, velocity, squaredNorm, options);
        Span<T> weights = memory.Vector(Operation, nameof(values), values);
        ReadOnlySpan<T> gradients = memory.Vector(Operation, nameof(gradient), gradient);
        Span<T> velocities = velocity is { } moving ? memory.Vector(Operation, nameof(velocity), moving) : default;
        double clip = ClipScale(Operation, squaredNorm, options.ClipNorm);
        for (int k = 0; k < weights.Length; k++)
        {
            double weight = ReferenceNumber<T>.Widen(weights[k]);
            double step = (clip * ReferenceNumber<T>.Widen(gradients[k])) + (options.WeightDecay * weight);
            if (!velocities.IsEmpty)
            {
                step += options.Momentum * ReferenceNumber<T>.Widen(velocities[k]);
                velocities[k] = ReferenceNumber<T>.Narrow(step);
            }

            weights[k] = ReferenceNumber<T>.Narrow(weight - (options.LearningRate * step));
        }
    }

    public void AdamStep(
        VectorView values,
        VectorView gradient,
        VectorView firstMoment,
        VectorView secondMoment,
        VectorView squaredNorm,
        AdamOptions options)
    {
        const string Operation = nameof(AdamStep);
        KernelShapes.CheckAdamStep(values, gradient, firstMoment, secondMoment, squaredNorm);
        Span<T> weights = memory.Vector(Operation, nameof(values), values);
        ReadOnlySpan<T> gradients = memory.Vector(Operation, nameof(gradient), gradient);
        Span<T> first = memory.Vector(Operation, nameof(firstMoment), firstMoment);
        Span<T> second = memory.Vector(Operation, nameof(secondMoment), secondMoment);
        double clip = ClipScale(Operation, squaredNorm, options.ClipNorm);
        double beta1 = options.Beta1;
        double beta2 = options.Beta2;
        for (int k = 0; k < weights.Length; k++)
        {
            double weight = ReferenceNumber<T>.Widen(weights[k]);
            double step = (clip * ReferenceNumber<T>.Widen(gradients[k])) + (options.WeightDecay * weight);
            double m = (beta1 * ReferenceNumber<T>.Widen(first[k])) + ((1 - beta1) * step);
            double v = (beta2 * ReferenceNumber<T>.Widen(second[k])) + ((1 - beta2) * step * step);
            first[k] = ReferenceNumber<T>.Narrow(m);
            second[k] = ReferenceNumber<T>.Narrow(v);
            weights[k] = ReferenceNumber<T>.Narrow(
                weight - (options.LearningRate * m * options.FirstCorrection
                    / (Math.Sqrt(v * options.SecondCorrection) + options.Epsilon)));
        }
    }

    public void AverageStep(VectorView values, VectorView average, VectorView? ages, float share)
    {
        const string Operation = nameof(AverageStep);
        KernelShapes.CheckAverageStep(values, average, ages);
        ReadOnlySpan<T> weights = memory.Vector(Operation, nameof(values), values);
        Span<T> means = memory.Vector(Operation, nameof(average), average);
        Span<T> counts = ages is { } given ? memory.Vector(Operation, nameof(ages), given) : default;
        for (int k = 0; k < weights.Length; k++)
        {
            double part = share;
            if (!counts.IsEmpty)
            {
                double age = ReferenceNumber<T>.Widen(counts[k]);
                part = 1 / Math.Max(1, age);
                counts[k] = ReferenceNumber<T>.Narrow(age + 1);
            }

            means[k] = ReferenceNumber<T>.Narrow(
                (part * ReferenceNumber<T>.Widen(weights[k])) + ((1 - part) * ReferenceNumber<T>.Widen(means[k])));
        }
    }

    private double ClipScale(string operation, VectorView squaredNorm, float clipNorm)
    {
        double norm = Math.Sqrt(ReferenceNumber<T>.Widen(memory.Scalar(operation, nameof(squaredNorm), squaredNorm)));
        return float.IsPositiveInfinity(clipNorm) ? 1 : Math.Min(1, clipNorm / norm);
    }
}
