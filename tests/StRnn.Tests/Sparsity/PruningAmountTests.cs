using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Tensors;

namespace StRnn.Tests.Sparsity;

/// <summary>
/// Tests the number of pruned connections, rule by rule, on weights 0.001, 0.002 ... in a matrix of 10 x 20.
/// </summary>
public sealed class PruningAmountTests
{
    private const int Rows = 10;
    private const int Columns = 20;
    private const int Nnz = 100;

    private ReferenceBackend<float> _backend = null!;
    private Parameter _parameter = null!;

    [SetUp]
    public void MakeWeight()
    {
        _backend = new ReferenceBackend<float>();
        _parameter = new Parameter("w", Rows, Columns, WeightUses.Product, 0.1);
        long[] positions = [.. Enumerable.Range(0, Nnz).Select(k => 2L * k)];
        _parameter.Replace(new SparseWeight(
            _backend, SparsityPattern.FromPositions(Rows, Columns, positions), WeightUses.Product));
        _parameter.Weight.SetValues([.. Enumerable.Range(1, Nnz).Select(k => (k % 2 == 0 ? -1 : 1) * k / 1000f)]);
    }

    [TearDown]
    public void Free()
    {
        _parameter.Dispose();
        _backend.Dispose();
    }

    [TestCase(0.255, false, 26)]
    [TestCase(0.255, true, 25)]
    public void A_share_is_rounded_up_or_down(double rate, bool down, int expected)
        => Assert.That(Count(new ShareOfConnections(down), rate, 0), Is.EqualTo(expected));

    [TestCase(0.0105, 10)]
    [TestCase(1, 99)]
    public void Below_a_threshold_all_go_but_one_stays(double threshold, int expected)
        => Assert.That(Count(new BelowThreshold(threshold), 1, 0), Is.EqualTo(expected));

    /// <summary>
    /// Ten are wanted. None is below 0.001; one, three and seven are below 0.002, 0.004 and 0.008; 0.016 is too much,
    /// so it is halved again.
    /// </summary>
    [Test]
    public void The_adaptive_threshold_doubles_and_halves_until_it_finds_the_wanted_number()
    {
        var amount = new AdaptiveThreshold();
        var memory = new Dictionary<string, double>();
        int[] counts = [.. Enumerable.Range(0, 7).Select(update => Count(amount, 0.1, update, memory))];
        Assert.That(counts, Is.EqualTo(new[] { 0, 1, 3, 7, 15, 7, 15 }));
        Assert.That(memory.Values.Single(), Is.EqualTo(0.008).Within(1e-9));
        Assert.That(Count(amount, 0.07, 7, new Dictionary<string, double>(memory)), Is.EqualTo(7));
    }

    /// <summary>From 100 of 200 to 40: s_t = 0.8 * (1 - (1 - t/75)³).</summary>
    [TestCase(0, 0)]
    [TestCase(37, 39)]
    [TestCase(75, 60)]
    [TestCase(100, 60)]
    public void The_cubic_law_ends_at_three_quarters_of_the_run(long step, int expected)
        => Assert.That(Count(new CubicDensity(new UniformInitializer(0.2), 0.75), 1, step), Is.EqualTo(expected));

    /// <summary>From a quarter on: s_t = 0.8 * (1 - (1 - (t - 25)/50)³).</summary>
    [TestCase(25, 0)]
    [TestCase(50, 40)]
    [TestCase(75, 60)]
    public void The_cubic_law_can_begin_later(long step, int expected)
        => Assert.That(Count(new CubicDensity(new UniformInitializer(0.2), 0.75, 0.25), 1, step), Is.EqualTo(expected));

    [Test]
    public void A_begin_at_or_after_the_end_is_refused()
        => Assert.That(
            () => new CubicDensity(new UniformInitializer(0.2), 0.5, 0.5),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    /// <summary>
    /// Of two equal tensors with gradients 1 and 10, the sixty weakest of both are in the first: |g*w| is 0.001 to 0.1
    /// there, 0.01 to 1 here, so that 55 and 5 go.
    /// </summary>
    [TestCase(1f, new[] { 55, 5 })]
    [TestCase(0f, new[] { 60, 0 }, Description = "without a gradient its weights are ranked, the other's stay")]
    public void Sensitivities_of_all_tensors_are_ranked_together(float firstGradient, int[] expected)
    {
        using var other = new Parameter("v", Rows, Columns, WeightUses.Product, 0.1);
        long[] positions = [.. Enumerable.Range(0, Nnz).Select(k => 2L * k)];
        other.Replace(new SparseWeight(
            _backend, SparsityPattern.FromPositions(Rows, Columns, positions), WeightUses.Product));
        other.Weight.SetValues(_parameter.Weight.ToArray());
        Fill(_parameter, firstGradient);
        Fill(other, 10);
        TopologyGroup[] groups = [new(_parameter, 0, 0, Nnz, null), new(other, 0, 0, Nnz, null)];
        var amount = new LeastSensitive(new UniformInitializer(0.35));
        int[] counts = amount.Count(groups, new TopologyMoment(1, 0, 100, 0, new Dictionary<string, double>()));
        Assert.That(counts, Is.EqualTo(expected));

        void Fill(Parameter parameter, float gradient)
        {
            parameter.ClearGradient();
            _backend.Dense.Fill(parameter.GradientForWriting(out _), gradient);
        }
    }

    [TestCase(0.2, 60)]
    [TestCase(0.9, 0)]
    public void Down_to_a_number_is_all_at_once(double density, int expected)
        => Assert.That(Count(new DownToNnz(new UniformInitializer(density)), 1, 0), Is.EqualTo(expected));

    [Test]
    public void Sign_changes_are_counted_from_the_update_before()
    {
        _parameter.AllocateStates(1);
        float[] before = _parameter.Weight.ToArray();
        (before[3], before[50], before[60]) = (-before[3], -before[50], 0);
        _parameter.Weight.WriteCanonical(before, _parameter.States[0]);
        Assert.That(Count(new SignFlips(), 1, 0), Is.EqualTo(2));
    }

    private int Count(IPruningAmount amount, double rate, long step, Dictionary<string, double>? memory = null)
        => amount.Count(
            [new TopologyGroup(_parameter, 0, 0, Nnz, null)],
            new TopologyMoment(rate, step, 100, 0, memory ?? [])).Single();
}
