using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class DenseProductTests(string backend) : BackendFixture(backend)
{
    /// <summary>m, k of the weight.</summary>
    private static readonly (int M, int K)[] Shapes =
        [(1, 1), (7, 5), (23, 64), (31, 67), (80, 20), (260, 65), (5, 700)];

    private static readonly int[] Widths = [1, 7, 20, 23, 64, 65, 700];

    private delegate void Product(IDenseKernels dense, MatrixView a, MatrixView b, MatrixView y, bool accumulate);

    [Test]
    public void Gemm_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int M, int K) shape, [ValueSource(nameof(Widths))] int columns) =>
        AssertProduct(
            (shape.M, shape.K), (shape.K, columns), (shape.M, columns), shape.K,
            (dense, a, b, y, accumulate) => dense.Gemm(a, b, y, accumulate));

    [Test]
    public void GemmTransposedA_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int M, int K) shape, [ValueSource(nameof(Widths))] int columns) =>
        AssertProduct(
            (shape.M, shape.K), (shape.M, columns), (shape.K, columns), shape.M,
            (dense, a, b, y, accumulate) => dense.GemmTransposedA(a, b, y, accumulate));

    [Test]
    public void GemmTransposedB_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int M, int K) shape, [ValueSource(nameof(Widths))] int columns) =>
        AssertProduct(
            (shape.M, columns), (shape.K, columns), (shape.M, shape.K), columns,
            (dense, a, b, y, accumulate) => dense.GemmTransposedB(a, b, y, accumulate));

    [Test]
    public void NaN_and_infinity_propagate_through_products_even_against_zeros([Values(1, 20, 23)] int columns)
    {
        using Workbench bench = NewBench(columns);
        float[] weights = bench.Numbers(9 * 13);
        Array.Clear(weights, 0, 13);
        float[] inputs = bench.Numbers(13 * columns);
        inputs[4 * columns] = float.NaN;
        inputs[(8 * columns) - 1] = float.PositiveInfinity;
        Operand a = bench.Input("A", 9, 13, Layout.Piece, weights);
        Operand b = bench.Input("B", 13, columns, Layout.Piece, inputs);
        Operand y = bench.Output("Y", 9, columns, Layout.Piece);
        bench.Run(
            "Gemm", (on, side) => on.Dense.Gemm(a.Matrix(side), b.Matrix(side), y.Matrix(side), accumulate: false));
        Assert.That(y.Expected()[0], Is.NaN, "0 * NaN is NaN");
        Workbench.AssertSums("Gemm", y, _ => 13);
    }

    private void AssertProduct((int M, int N) a, (int M, int N) b, (int M, int N) y, int terms, Product product)
    {
        foreach (Layout layout in Layout.All)
        {
            foreach (bool accumulate in new[] { false, true })
            {
                using Workbench bench = NewBench(terms);
                Operand left = bench.Input("A", a.M, a.N, layout);
                Operand right = bench.Input("B", b.M, b.N, layout);
                Operand result = bench.Output("Y", y.M, y.N, layout);
                string context = $"{layout}, accumulate {accumulate}";
                bench.Run(
                    context,
                    (on, side) => product(
                        on.Dense, left.Matrix(side), right.Matrix(side), result.Matrix(side), accumulate));
                Workbench.AssertSums(context, result, _ => terms + 1);
            }
        }
    }
}
