using StRnn.Comparison.Measuring;

namespace StRnn.Comparison.Rows;

/// <summary>Kernels of one backend with operands of their own, to be timed.</summary>
internal interface IKernelBench : IDisposable
{
    /// <summary>The kernels, in an order in which each finds what it needs.</summary>
    IEnumerable<Candidate> All();

    /// <summary>The useful work of the products in a kernel; 0 where what counts is its time.</summary>
    /// <param name="name">The kernel.</param>
    double GigaflopOf(string name);
}
