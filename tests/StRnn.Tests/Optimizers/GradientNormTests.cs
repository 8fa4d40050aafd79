using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Tensors;
using StRnn.Training.Checkpoints;

namespace StRnn.Tests.Optimizers;

public sealed class GradientNormTests
{
    /// <summary>Two weights with gradients (3t, 4t): the norm before clipping is 5t.</summary>
    [Test]
    public void The_norms_before_clipping_are_those_of_all_parameters([Values] bool adam)
    {
        using var backend = new ReferenceBackend<float>();
        using IOptimizer optimizer = adam ? new Adam(backend, clipNorm: 12) : new SgdMomentum(backend, clipNorm: 12);
        using var first = NewParameter(backend, optimizer);
        using var second = NewParameter(backend, optimizer);
        Assert.That(Norms(1, 4), Is.EqualTo(new[] { 5.0, 10, 15, 20 }).Within(1e-5));
        Assert.That(Norms(5, 1), Is.EqualTo(new[] { 25.0 }).Within(1e-5), "those since the last call");
        Assert.That(optimizer.TakeGradientNorms(), Is.Empty);
        Assert.That(
            Norms(1, 258), Is.EqualTo(Enumerable.Range(3, 256).Select(t => 5.0 * t)).Within(1e-2), "the newest 256");

        IReadOnlyList<double> Norms(int from, int count)
        {
            for (int t = from; t < from + count; t++)
            {
                first.ClearGradient();
                second.ClearGradient();
                backend.Write<float>([3f * t], first.GradientForWriting(out _));
                backend.Write<float>([4f * t], second.GradientForWriting(out _));
                optimizer.Step([first, second], 0.1, t);
            }

            return optimizer.TakeGradientNorms();
        }
    }

    [Test]
    public void Without_clipping_nothing_is_measured()
    {
        using var backend = new ReferenceBackend<float>();
        using var optimizer = new SgdMomentum(backend);
        using var parameter = NewParameter(backend, optimizer);
        parameter.ClearGradient();
        backend.Write<float>([3f], parameter.GradientForWriting(out _));
        optimizer.Step([parameter], 0.1, 1);
        Assert.That(optimizer.TakeGradientNorms(), Is.Empty);
    }

    [Test]
    public void Mean_and_clipped_share_leave_out_what_is_not_finite()
    {
        var norms = default(GradientNormSum).Add([1, 2], 1.5).Add([double.NaN, 3, double.PositiveInfinity], 1.5);
        Assert.That((norms.Steps, norms.Mean(), norms.ClippedShare()), Is.EqualTo((3, 2.0, 2.0 / 3)));
        Assert.That(default(GradientNormSum).Mean(), Is.Null);
        Assert.That(default(GradientNormSum).ClippedShare(), Is.Null);
    }

    private static Parameter NewParameter(ReferenceBackend<float> backend, IOptimizer optimizer)
    {
        var parameter = new Parameter("w", 1, 1, WeightUses.None, 0);
        parameter.Replace(new DenseWeight(backend, 1, 1));
        parameter.AllocateStates(optimizer.StateNames.Count);
        return parameter;
    }
}
