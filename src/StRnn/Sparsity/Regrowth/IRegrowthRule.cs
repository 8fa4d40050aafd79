using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity.Regrowth;

/// <summary>Decides which new connections a tensor gets.</summary>
public interface IRegrowthRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Picks exactly <paramref name="count"/> positions of a matrix, none of them occupied.</summary>
    /// <param name="occupied">The matrix and its positions that may not be chosen.</param>
    /// <param name="count">How many are wanted, at most the number of positions that are free.</param>
    /// <param name="random">The tensor's stream at this update.</param>
    /// <returns>The picked positions, a pattern of the same shape.</returns>
    SparsityPattern Pick(SparsityPattern occupied, int count, RandomSequence random);
}
