using StRnn.Backends;
using StRnn.Comparison.Measuring;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Comparison.Rows;

/// <summary>Kernels of one backend to be timed, with operands of their own.</summary>
internal abstract class KernelBench(IBackend backend) : IDisposable
{
    private readonly List<IDisposable> _operands = [];

    protected IBackend Backend => backend;

    /// <summary>Lists the kernels, in an order in which each finds the operands it needs.</summary>
    public abstract IEnumerable<Candidate> All();

    /// <summary>Gets the useful work of the products in a kernel; 0 where only its time counts.</summary>
    /// <param name="name">The kernel.</param>
    public abstract double GigaflopOf(string name);

    public virtual void Dispose() => _operands.ForEach(operand => operand.Dispose());

    protected Candidate Of(string name, Action work) => new(name, false, () =>
    {
        work();
        backend.Synchronize();
        return true;
    });

    protected Tensor New(int rows, int columns) => Keep(new Tensor(backend, rows, columns));

    /// <summary>Takes over an operand, to free it with the bench.</summary>
    /// <param name="operand">The operand.</param>
    protected T Keep<T>(T operand)
        where T : IDisposable
    {
        _operands.Add(operand);
        return operand;
    }

    protected static float[] Uniform(int count, float range)
        => [.. Enumerable.Range(0, count).Select(k => ((Philox.Word(7, 1, 0, (ulong)k) / 4294967296f) - 0.5f) * range)];
}
