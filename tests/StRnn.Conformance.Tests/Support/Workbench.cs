using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;

namespace StRnn.Conformance.Tests.Support;

/// <summary>The operands of one comparison, and the comparison itself.</summary>
internal sealed class Workbench(IBackend tested, ReferenceBackend<double> oracle, int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<Operand> _operands = [];
    private readonly List<IDisposable> _others = [];

    public IBackend Tested => tested;

    public ReferenceBackend<double> Oracle => oracle;

    public IBackend On(Side side) => side == Side.Tested ? tested : oracle;

    /// <summary>Draws numbers in [-range, range), one in sixteen exactly zero.</summary>
    public float[] Numbers(int count, float range = 1)
    {
        var numbers = new float[count];
        for (int k = 0; k < count; k++)
        {
            numbers[k] = _random.Next(16) == 0 ? 0 : (float)((_random.NextDouble() * 2) - 1) * range;
        }

        return numbers;
    }

    public int[] Integers(int count, int limit)
    {
        var numbers = new int[count];
        for (int k = 0; k < count; k++)
        {
            numbers[k] = _random.Next(limit);
        }

        return numbers;
    }

    public Operand Input(
        string name, int rows, int columns, Layout layout, float[]? values = null, SparseOperand? order = null) =>
        Keep(new Operand(this, name, rows, columns, layout, values ?? Numbers(rows * columns), output: false, order));

    /// <summary>
    /// Adds an operand that kernels write to; it starts with numbers, so that accumulation and stale content both show.
    /// </summary>
    public Operand Output(
        string name, int rows, int columns, Layout layout, float[]? values = null, SparseOperand? order = null) =>
        Keep(new Operand(this, name, rows, columns, layout, values ?? Numbers(rows * columns), output: true, order));

    public SparseOperand Sparse(SparsityPattern pattern, WeightUses uses, Layout layout, float range = 1)
    {
        var weight = new SparseOperand(this, pattern, uses, layout, range);
        _others.Add(weight);
        return weight;
    }

    public Ids Ids(int[] values)
    {
        var ids = new Ids(this, values);
        _others.Add(ids);
        return ids;
    }

    /// <summary>Allocates memory of the tested backend, of undefined content, for a composed kernel.</summary>
    public MatrixView Scratch(int rows, int columns) => Scratch(tested, rows, columns);

    /// <summary>Allocates memory of a side's backend, of undefined content, that a composed kernel works in.</summary>
    public MatrixView Scratch(IBackend on, int rows, int columns)
    {
        DeviceBuffer buffer = on.Allocate(on.Info.ElementType, (long)rows * columns);
        _others.Add(buffer);
        return new VectorView(buffer).AsMatrix(rows, columns);
    }

    /// <summary>Runs a kernel on every side, then checks that nothing but outputs changed.</summary>
    public void Run(string context, Action<IBackend, Side> kernel)
    {
        kernel(oracle, Side.Expected);
        kernel(oracle, Side.Magnitude);
        RunTested(context, on => kernel(on, Side.Tested));
    }

    /// <summary>Runs a kernel on the tested backend alone, then checks that nothing but outputs changed.</summary>
    public void RunTested(string context, Action<IBackend> kernel)
    {
        kernel(tested);
        tested.Synchronize();
        foreach (Operand operand in _operands)
        {
            operand.AssertUntouched(context);
        }
    }

    /// <summary>Compares a sum of <paramref name="terms"/>(index) products with the oracle's.</summary>
    public static void AssertSums(string context, Operand output, Func<int, int> terms)
    {
        double[] magnitudes = output.Expected(Side.Magnitude);
        Compare.AssertWithin(
            $"{context}, {output.Name}",
            output.Tested(),
            output.Expected(),
            at => ErrorBound.OfSum(terms(at), magnitudes[at]));
    }

    public void Dispose()
    {
        foreach (Operand operand in _operands)
        {
            operand.Dispose();
        }

        foreach (IDisposable other in _others)
        {
            other.Dispose();
        }
    }

    private Operand Keep(Operand operand)
    {
        _operands.Add(operand);
        return operand;
    }
}
