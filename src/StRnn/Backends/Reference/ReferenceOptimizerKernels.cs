namespace StRnn.Backends.Reference;

/// <summary>Weight updates, one weight at a time, in double.</summary>
internal sealed class ReferenceOptimizerKernels<T>(ReferenceMemory<T> memory) : IOptimizerKernels
    where T : unmanaged
{
    public void AddSquaredNorm(VectorView x, VectorView result)
    {
        ReadOnlySpan<T> elements = memory.Vector(nameof(AddSquaredNorm), "x", x);
        ref T total = ref memory.Scalar(nameof(AddSquaredNorm), nameof(result), result);
        total = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Dot(ReferenceNumber<T>.Widen(total), elements, elements));
    }

    public void SgdMomentumStep(
        VectorView values, VectorView gradient, VectorView? velocity, VectorView squaredNorm, SgdMomentumOptions options)
    {
        const string Operation = nameof(SgdMomentumStep);
        if (gradient.Length != values.Length || (velocity is { } given && given.Length != values.Length))
        {
            throw Shape.Error(
                Operation,
                "values[n], gradient[n], velocity[n]",
                $"values {Shape.Of(values)}, gradient {Shape.Of(gradient)}, velocity "
                + (velocity is { } view ? Shape.Of(view) : "none"));
        }

        if (velocity is null && options.Momentum != 0)
        {
            throw new ArgumentException($"{Operation}: momentum {options.Momentum} needs a velocity.");
        }

        Span<T> weights = memory.Vector(Operation, nameof(values), values);
        ReadOnlySpan<T> gradients = memory.Vector(Operation, nameof(gradient), gradient);
        Span<T> velocities = velocity is { } moving ? memory.Vector(Operation, nameof(velocity), moving) : default;
        double norm = Math.Sqrt(ReferenceNumber<T>.Widen(memory.Scalar(Operation, nameof(squaredNorm), squaredNorm)));
        double clip = float.IsPositiveInfinity(options.ClipNorm) ? 1 : Math.Min(1, options.ClipNorm / norm);
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
}
