using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>Decides which new connections a tensor gets.</summary>
public interface IRegrowthRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Picks exactly <paramref name="count"/> positions row * columns + column, ascending, none of them occupied.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="occupied">Positions that may not be chosen, ascending.</param>
    /// <param name="count">How many are wanted, at most the number of positions that are free.</param>
    /// <param name="random">The tensor's stream at this update.</param>
    long[] Pick(MatrixShape shape, ReadOnlySpan<long> occupied, int count, RandomSequence random);
}
