using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>A group's request for new connections at an update.</summary>
/// <param name="Occupied">The shape of the matrix and the positions that are not free.</param>
/// <param name="Count">The number of positions to pick, at most the number of free ones.</param>
/// <param name="Random">The group's random sequence for this update.</param>
/// <param name="Scores">|gradient| or |momentum| at all positions; null unless the rule needs it.</param>
/// <param name="Explored">
/// The positions that ever held a connection, including all before this update; null unless the rule needs them.
/// </param>
public sealed record RegrowthRequest(
    SparsityPattern Occupied,
    int Count,
    RandomSequence Random,
    IPositionScores? Scores = null,
    SparsityPattern? Explored = null);
