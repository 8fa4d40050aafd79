using StRnn.Backends;
using StRnn.Backends.Composed;
using StRnn.Backends.Kernels;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

/// <summary>
/// Norms of rows and columns and penalties by them, of backends that have them; the others leave it to the host, which
/// is tested too.
/// </summary>
public sealed class GroupTests(string backend) : BackendFixture(backend)
{
    private static readonly (int M, int N)[] Shapes = [(1, 1), (7, 1), (1, 23), (23, 7), (65, 64), (200, 33)];

    [Test]
    [Pairwise]
    public void AddSquaredNorms_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int M, int N) shape,
        [Values] bool rows,
        [Values] bool columns,
        [Values] bool onHost)
    {
        using Workbench bench = NewBench(shape.N);
        Operand x = bench.Input("X", shape.M, shape.N, Layout.Tight);
        Operand ofRows = bench.Output("rows", 1, shape.M, Layout.Tight);
        Operand ofColumns = bench.Output("columns", 1, shape.N, Layout.Tight);
        bench.Run("AddSquaredNorms", (on, side) => Kernels(on, onHost).AddSquaredNorms(
            x.Matrix(side), rows ? ofRows.Vector(side) : null, columns ? ofColumns.Vector(side) : null));
        Workbench.AssertSums("rows", ofRows, _ => shape.N + 1);
        Workbench.AssertSums("columns", ofColumns, _ => shape.M + 1);
    }

    [Test]
    [Pairwise]
    public void A_penalty_scales_by_row_and_column(
        [ValueSource(nameof(Shapes))] (int M, int N) shape,
        [Values] bool rows,
        [Values] bool columns,
        [Values] bool onHost)
    {
        using Workbench bench = NewBench(shape.N);
        Operand x = bench.Input("X", shape.M, shape.N, Layout.Tight);
        Operand ofRows = bench.Input("rows", 1, shape.M, Layout.Tight);
        Operand ofColumns = bench.Input("columns", 1, shape.N, Layout.Tight);
        Operand g = bench.Output("G", shape.M, shape.N, Layout.Tight);
        bench.Run("AddScaled", (on, side) => Kernels(on, onHost).AddScaled(
            x.Matrix(side), rows ? ofRows.Vector(side) : null, columns ? ofColumns.Vector(side) : null,
            g.Matrix(side)));
        Workbench.AssertSums("G", g, _ => 4);
    }

    [Test]
    public void Inverse_roots_and_thresholds_agree_with_the_oracle(
        [Values(1, 23, 40_000)] int length, [Values] bool onHost)
    {
        using Workbench bench = NewBench(length);
        Operand squares = bench.Input("squares", 1, length, Layout.Tight);
        Operand factors = bench.Output("factors", 1, length, Layout.Tight);
        Operand x = bench.Output("x", 1, length, Layout.Tight);
        bench.Run("InverseRoots", (on, side) =>
        {
            Kernels(on, onHost).InverseRoots(squares.Vector(side), 1.5f, 0.3f, factors.Vector(side));
            Kernels(on, onHost).Threshold(x.Vector(side), 0.25f);
        });
        Compare.AssertWithin("factors", factors.Tested(), factors.Expected(), _ => 1e-6);
        Compare.AssertWithin("thresholded", x.Tested(), x.Expected(), _ => 0);
        Assert.That(x.Tested().Count(value => value == 0), length > 1 ? Is.GreaterThan(0) : Is.GreaterThanOrEqualTo(0));
    }

    private static IGroupKernels Kernels(IBackend on, bool onHost)
        => onHost ? new HostGroupKernels(on) : HostGroupKernels.Of(on);
}
