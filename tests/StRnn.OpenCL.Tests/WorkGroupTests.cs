using System.Text.RegularExpressions;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Tests.Support;
using StRnn.OpenCL.Tuning;
using StRnn.Tensors;

namespace StRnn.OpenCL.Tests;

/// <summary>Work-groups: what a device, a driver or a kernel does not allow.</summary>
public sealed class WorkGroupTests
{
    // More work-groups than drivers with 16 bits take in the second and third dimension.
    private const int Many = 70_000;

    // Wider than any kernel's here: the device says that it takes more than it does.
    private const int TooWide = 1 << 15;

    [Test]
    public void A_kernel_that_cannot_run_in_its_work_group_is_named_when_the_backend_is_opened()
    {
        var device = OpenCl.Device() with { LargestWorkGroup = TooWide, LargestWorkItems = [] };
        var tuning = DeviceTuning.For(SparseLayout.Rows) with { ReductionGroup = TooWide };
        Assert.That(tuning.ProblemOn(device), Is.Null);
        var error = Assert.Throws<BackendException>(() => OpenCl.Open(device, tuning).Dispose());
        Assert.That(
            error!.Message,
            Does.Contain("the kernel reduce_blocks").And.Contain($"not {TooWide}").And.Contain("strnn tune")
                .And.Not.Contain("\n"));
    }

    /// <summary>
    /// A kernel whose work-items wait for each other cannot do with fewer of them. Panels launch some of these.
    /// </summary>
    [Test]
    public void Every_kernel_of_rows_with_a_barrier_is_checked_when_its_program_is_built(
        [Values(1, 2, 4, 8)] int height)
    {
        var tuning = DeviceTuning.For(SparseLayout.Rows);
        string[] waiting = [.. Regex.Split(KernelSource.Of(tuning, height), @"^\s*kernel ", RegexOptions.Multiline)
            .Where(kernel => kernel.Contains("barrier(", StringComparison.Ordinal))
            .Select(kernel => Regex.Match(kernel, @"void (\w+)\(").Groups[1].Value)];
        Assert.That(waiting, Is.Not.Empty);
        Assert.That(waiting, Is.SubsetOf(WorkGroups.Of(tuning, height).Select(checkedOne => checkedOne.Kernel)));
    }

    [Test]
    public void Kernels_that_need_no_certain_work_group_run_in_what_they_are_allowed([Values] SparseLayout layout)
    {
        var device = OpenCl.Device() with { LargestWorkGroup = TooWide, LargestWorkItems = [] };
        using var backend = OpenCl.Open(device, DeviceTuning.For(layout) with { ElementGroup = TooWide });
        AssertAddsAndMultiplies(backend, rows: 3, columns: 2 * TooWide);
    }

    [Test]
    public void Rows_may_be_handled_eight_floats_at_a_time()
    {
        using var backend = OpenCl.Open(OpenCl.Device(), DeviceTuning.For(SparseLayout.Rows) with { VectorWidth = 8 });
        AssertAddsAndMultiplies(backend, rows: 5, columns: 45);
    }

    [Test]
    public void More_rows_than_a_dimension_takes_are_launched_in_parts([Values] SparseLayout layout)
    {
        using var backend = OpenCl.Open(
            OpenCl.Device(), DeviceTuning.For(layout) with { RowsPerGroup = 1, UnitsPerGroup = 1 });
        using var x = new Tensor(backend, Many, 1);
        using var y = new Tensor(backend, Many, 1);
        float[] numbers = [.. Enumerable.Range(0, Many).Select(k => (float)k)];
        x.SetValues(numbers);
        var counts = backend.Counts;
        backend.Dense.Copy(x.View, y.View);
        Assert.That(backend.Counts.Since(counts).Launches, Is.EqualTo(2));
        Assert.That(y.ToArray(), Is.EqualTo(numbers));

        // Each row of W doubles its row of X, the last ones too.
        using var weight = Diagonal(backend, gates: 1, WeightUses.Product, value: 2);
        weight.Multiply(x.View, y.View, accumulate: false);
        Assert.That(y.ToArray(), Is.EqualTo(numbers.Select(number => 2 * number)));
    }

    [Test]
    public void More_units_than_a_dimension_takes_are_launched_in_parts([Values] SparseLayout layout)
    {
        using var backend = OpenCl.Open(OpenCl.Device(), DeviceTuning.For(layout) with { UnitsPerGroup = 1 });
        using var weight = Diagonal(backend, gates: 4, WeightUses.LstmRecurrence, value: 0.5f);
        using var gates = Constant(backend, 4 * Many, 0.25f);
        using var h = Constant(backend, Many, 1);
        using var c = Constant(backend, Many, -1);
        using var nextH = new Tensor(backend, Many, 1);
        using var nextC = new Tensor(backend, Many, 1);
        Assert.That(backend.TryGetOptional(out ILstmSequenceKernels? kernels));
        var sequence = new LstmSequence(gates.View, h.View, c.View, nextC.View, nextH.View, default);
        kernels!.Forward(weight.Packed, weight.Values, sequence);

        // All gates are 0.25 + 0.5: every unit comes to the same.
        double gate = 1 / (1 + Math.Exp(-0.75));
        double cell = (gate * Math.Tanh(0.75)) - gate;
        Assert.That(nextC.ToArray(), Is.All.EqualTo(cell).Within(1e-6));
        Assert.That(nextH.ToArray(), Is.All.EqualTo(gate * Math.Tanh(cell)).Within(1e-6));
    }

    [Test]
    public void Tuning_goes_on_where_a_candidate_fails([Values] SparseLayout layout)
    {
        var device = OpenCl.Device() with { Kind = layout == SparseLayout.Panels ? DeviceKind.Cpu : DeviceKind.Gpu };
        var trials = new List<TuningTrial>();
        var best = new OpenClTuner(device, trials.Add, (tuning, _) => tuning.ElementGroup switch
        {
            32 => 1,
            128 => 2,
            _ => throw new BackendException("it does not run"),
        }).Run();
        Assert.That(best, Is.EqualTo(DeviceTuning.For(device) with { ElementGroup = 32 }));
        Assert.That(
            trials.Select(trial => trial.Parameters.ElementGroup).Distinct(), Is.EquivalentTo(new[] { 32, 128 }));
        Assert.That(
            () => new OpenClTuner(device, null, (_, _) => throw new BackendException("nothing runs")).Run(),
            Throws.InstanceOf<BackendException>().With.Message.EqualTo("No parameters work: nothing runs"));
    }

    // Element-wise kernels, a dense product and a refreshed transposed copy's.
    private static void AssertAddsAndMultiplies(OpenClBackend backend, int rows, int columns)
    {
        using var x = new Tensor(backend, rows, columns);
        using var y = new Tensor(backend, rows, columns);
        using var identity = new DenseWeight(backend, rows, rows);
        using var bias = Constant(backend, rows, 0.5f);
        using var weight = new SparseWeight(
            backend,
            new SparsityPattern(rows, rows, [.. Enumerable.Range(0, rows + 1)], [.. Enumerable.Range(0, rows)]),
            WeightUses.Product | WeightUses.TransposedProduct);
        float[] numbers = [.. Enumerable.Range(0, rows * columns).Select(k => (float)(k % 1000))];
        x.SetValues(numbers);
        identity.SetValues([.. Enumerable.Range(0, rows * rows).Select(k => k % (rows + 1) == 0 ? 1f : 0f)]);
        weight.SetValues([.. Enumerable.Repeat(2f, rows)]);
        backend.Dense.Copy(x.View, y.View);
        backend.Dense.Add(x.View, y.View);
        backend.Dense.AddBias(bias.Values, y.View);
        identity.Multiply(x.View, y.View, accumulate: true);
        weight.MultiplyTransposed(x.View, y.View, accumulate: true);
        Assert.That(y.ToArray(), Is.EqualTo(numbers.Select(number => (5 * number) + 0.5f)));
    }

    private static Tensor Constant(OpenClBackend backend, int rows, float value)
    {
        var tensor = new Tensor(backend, rows, 1);
        backend.Dense.Fill(tensor.Values, value);
        return tensor;
    }

    private static SparseWeight Diagonal(OpenClBackend backend, int gates, WeightUses uses, float value)
    {
        int rows = gates * Many;
        var pattern = new SparsityPattern(
            rows, Many, [.. Enumerable.Range(0, rows + 1)], [.. Enumerable.Range(0, rows).Select(row => row % Many)]);
        var weight = new SparseWeight(backend, pattern, uses);
        backend.Dense.Fill(weight.Values, value);
        weight.MarkChanged();
        return weight;
    }
}
