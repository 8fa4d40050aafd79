using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Layers;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Structures;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Sparsity;

/// <summary>
/// Tests group lasso on hidden units: its gradient, vanishing units, and the smaller model that remains.
/// </summary>
public sealed class GroupLassoTests
{
    private const double Lambda = 0.3;

    [Test]
    public void The_penaltys_gradient_agrees_with_finite_differences([Values] bool rhn)
    {
        const double Difference = 1e-6;
        using var backend = new ReferenceBackend<double>();
        using var task = new SequenceTask(backend, hidden: 5, rhn: rhn);
        ModelInitializer.Initialize(backend, task.Parameters, null, seed: 1);
        using var tape = new Tape(backend);
        var lasso = new GroupLasso(Lambda, 1e-9);
        lasso.Begin(task.UnitStructures);
        tape.Begin(new StepContext(IsTraining: true, 1, 0));
        lasso.BeforeUpdate(tape, task.Parameters, new StepMoment(0, 1, 0.1));
        var random = new Random(1);
        foreach (var parameter in task.Parameters.Where(each => each.CanBeSparse))
        {
            parameter.CompleteGradient();
            var gradient = new double[parameter.Weight.ParameterCount];
            var values = new double[gradient.Length];
            backend.Read<double>(parameter.Gradient, gradient);
            backend.Read<double>(parameter.Weight.Values, values);
            for (int draw = 0; draw < 20; draw++)
            {
                int k = random.Next(values.Length);
                double value = values[k];
                double above = PenaltyAt(value + Difference);
                double below = PenaltyAt(value - Difference);
                PenaltyAt(value);
                Assert.That(
                    gradient[k],
                    Is.EqualTo((above - below) / (2 * Difference)).Within(2e-4).Percent.Or.EqualTo(0).Within(1e-4),
                    parameter.Name);

                double PenaltyAt(double at)
                {
                    values[k] = at;
                    backend.Write<double>(values, parameter.Weight.Values);
                    return Penalty(task.UnitStructures, backend);
                }
            }
        }
    }

    [Test]
    public void Units_vanish_and_the_extracted_weights_are_the_others([Values] bool rhn)
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 16, rhn: rhn);
        using var trainer = new Trainer(
            backend,
            task,
            SparseTrainingMethod.IntrinsicStructures(new GroupLasso(rhn ? 0.06 : 0.02, 0.01)),
            new SgdMomentum(backend, clipNorm: 1),
            new DecayAfterEpoch(0.3, 100, 1),
            new TrainingOptions { Epochs = 40, Seed = 3, LogEvery = 100 });
        trainer.Initialize();
        trainer.Run();
        var structures = task.UnitStructures;
        var extraction = new UnitExtraction(structures);
        Assert.That(
            extraction.Kept.Sum(kept => kept.Length), Is.LessThan(structures.Sum(structure => structure.Units)));
        foreach (var parameter in task.Parameters)
        {
            var (rows, columns, values) = extraction.Extract(parameter);
            Assert.That(values, Has.Length.EqualTo(rows * columns));
            if (parameter.CanBeSparse)
            {
                float[] all = parameter.Weight.ToArray();
                Assert.That(Magnitude(values), Is.EqualTo(Magnitude(all)).Within(1e-9).Percent, parameter.Name);
            }
        }
    }

    [Test]
    public void A_model_that_loses_all_its_units_keeps_one()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 4);
        ModelInitializer.Initialize(backend, task.Parameters, null, seed: 1);
        foreach (var parameter in task.Parameters)
        {
            parameter.Weight.SetValues(new float[parameter.Weight.ParameterCount]);
        }

        Assert.That(new UnitExtraction(task.UnitStructures).Kept, Has.All.EqualTo(new[] { 0 }));
    }

    private static double Penalty(IReadOnlyList<UnitStructure> structures, ReferenceBackend<double> backend)
    {
        double penalty = 0;
        foreach (var structure in structures)
        {
            for (int unit = 0; unit < structure.Units; unit++)
            {
                double squares = 1e-8;
                foreach (var use in structure.Uses.Where(use => use.IsPenalized))
                {
                    var values = new double[use.Parameter.Weight.ParameterCount];
                    backend.Read<double>(use.Parameter.Weight.Values, values);
                    squares += values.Where((_, k) => UnitOf(use, k, structure.Units) == unit)
                        .Sum(value => value * value);
                }

                penalty += Lambda * Math.Sqrt(squares);
            }
        }

        return penalty;
    }

    private static double Magnitude(float[] values) => values.Sum(value => Math.Abs((double)value));

    private static int UnitOf(UnitUse use, int index, int units)
        => (use.Axis == UnitAxis.Rows ? index / use.Parameter.Columns : index % use.Parameter.Columns) % units;
}
