using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>What a group wants at an update.</summary>
/// <param name="Occupied">The matrix and its positions that may not be chosen.</param>
/// <param name="Count">How many positions are wanted, at most the number that are free.</param>
/// <param name="Random">The group's random sequence at this update.</param>
/// <param name="Scores">|gradient| or |momentum| of all positions; null unless the rule asks for it.</param>
/// <param name="Explored">The positions that ever were connections, among them all of this update's; null unless the rule asks for it.</param>
public sealed record RegrowthRequest(
    SparsityPattern Occupied, int Count, RandomSequence Random, IPositionScores? Scores = null, SparsityPattern? Explored = null);
