using StRnn.Comparison.Measuring;

namespace StRnn.Comparison.Check;

/// <summary>
/// A fixed piece of work, in plain C# and not to be improved: times are recorded relative to it, so that a baseline
/// outlives a change of clock frequency or a busy neighbour. A sparse product of 2,000 rows with 100 nonzeros each and
/// 64 columns, on every processor.
/// </summary>
internal sealed class Yardstick
{
    private const int Rows = 2000;
    private const int PerRow = 100;
    private const int Inner = 1000;
    private const int Columns = 64;

    private readonly float[] _values = [.. Enumerable.Range(0, Rows * PerRow).Select(k => (k % 17) - 8f)];
    private readonly int[] _indices = [.. Enumerable.Range(0, Rows * PerRow).Select(k => (int)(k * 7919L % Inner))];
    private readonly float[] _x = [.. Enumerable.Range(0, Inner * Columns).Select(k => (k % 13) / 13f)];
    private readonly float[] _y = new float[Rows * Columns];

    /// <summary>Wraps the work for timing in turns.</summary>
    /// <param name="threads">The processors that share it.</param>
    public Candidate ToCandidate(int threads) => new(nameof(Yardstick), false, () =>
    {
        Run(threads);
        return true;
    });

    private void Run(int threads) => Parallel.For(
        0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
    {
        for (int row = part * Rows / threads; row < (part + 1) * Rows / threads; row++)
        {
            for (int j = 0; j < Columns; j++)
            {
                _y[(row * Columns) + j] = 0;
            }

            for (int k = row * PerRow; k < (row + 1) * PerRow; k++)
            {
                for (int j = 0; j < Columns; j++)
                {
                    _y[(row * Columns) + j] += _values[k] * _x[(_indices[k] * Columns) + j];
                }
            }
        }
    });
}
