using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Conformance.Tests.Support;
using StRnn.Cpu;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests;

public sealed class DeterminismTests(string backend) : BackendFixture(backend)
{
    private readonly string _name = backend;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Every_kernel_gives_the_same_bits_for_any_number_of_threads_and_again(int threads)
    {
        IReadOnlyList<(string Name, float[] Values)> expected = Run(1);
        IReadOnlyList<(string Name, float[] Values)> actual = Run(threads);
        Assert.That(actual.Select(item => item.Name), Is.EqualTo(expected.Select(item => item.Name)));
        Assert.Multiple(() =>
        {
            for (int at = 0; at < expected.Count; at++)
            {
                // The sign of a NaN is the compiler's choice, of a just-in-time compiler anew while the test runs: it
                // would prove nothing.
                Assert.That(Array.Exists(expected[at].Values, float.IsNaN), Is.False, $"a NaN in {expected[at].Name}");
                Compare.AssertSameBits(expected[at].Name, actual[at].Values, expected[at].Values);
            }
        });
    }

    /// <summary>So many connections that several threads share them, in gates and in blocks.</summary>
    [Test]
    public void A_topology_update_gives_the_same_bits_for_any_number_of_threads(
        [Values(2, 3)] int threads, [Values] SurvivorPolicy survivors)
        => Assert.That(Update(threads, survivors), Is.EqualTo(Update(1, survivors)));

    private float[] Update(int threads, SurvivorPolicy survivors)
    {
        const double Density = 0.4;
        using IBackend backend = BackendCatalogue.Open(_name, threads);
        Parameter[] parameters =
        [
            new(new ParameterSpec("gates", 800, 200, WeightUses.Product, 0.5) { TopologyGroups = 4 }),
            new(new ParameterSpec("units", 800, 200, WeightUses.Product, 0.5)
            {
                Connections = new ConnectionBlocks(new RowBlocks(4, AcrossGates: true)),
            }),
        ];
        try
        {
            ModelInitializer.Initialize(backend, parameters, new UniformInitializer(Density), seed: 4);
            var updater = new TopologyUpdater(
                SparseTrainingMethod.SparseTopology(new UniformInitializer(Density), 0.5).Topology! with
                {
                    Survivors = survivors,
                },
                seed: 4);
            foreach (var parameter in parameters)
            {
                parameter.AllocateStates(1);
            }

            updater.Apply(parameters, 0.5, 0);
            updater.Apply(parameters, 0.5, 1);
            return
            [
                .. parameters.SelectMany(parameter => parameter.Weight.ToArray()),
                .. parameters.SelectMany(
                    parameter => ((SparseWeight)parameter.Weight).Packed.ToPattern().ToPositions())
                    .Select(position => (float)position),
            ];
        }
        finally
        {
            foreach (var parameter in parameters)
            {
                parameter.Dispose();
            }
        }
    }

    private IReadOnlyList<(string Name, float[] Values)> Run(int threads)
    {
        using IBackend backend = BackendCatalogue.Open(_name, threads);

        // A backend without a notion of threads says 1; any other runs as many as it is told to, or the comparison
        // would prove nothing.
        Assert.That(backend.Info.Threads, Is.EqualTo(backend is CpuBackend ? threads : 1));
        using var oracle = new ReferenceBackend<double>();
        using var bench = new Workbench(backend, oracle, seed: 2021);
        return new AllKernelsRun(bench).Run();
    }
}
