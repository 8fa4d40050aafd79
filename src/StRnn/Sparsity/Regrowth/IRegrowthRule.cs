using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>Decides which new connections a group gets.</summary>
public interface IRegrowthRule
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Gets the inputs that the rule needs besides the connections.</summary>
    RegrowthNeeds Needs => RegrowthNeeds.None;

    /// <summary>Picks exactly the requested number of free positions.</summary>
    /// <param name="request">The request of a group: its free positions and the number to pick.</param>
    /// <returns>The picked positions as a pattern of equal shape; none of them is occupied.</returns>
    SparsityPattern Pick(RegrowthRequest request);
}

/// <summary>Inputs that a regrowth rule needs besides the connections.</summary>
[Flags]
public enum RegrowthNeeds
{
    /// <summary>No further input.</summary>
    None = 0,

    /// <summary>The gradient of one step at all positions, computed in blocks of rows at the update.</summary>
    DenseGradient = 1,

    /// <summary>
    /// The optimiser's momentum at all positions. It is stored, as many numbers as the dense weight has, and updated by
    /// a dense gradient in every step.
    /// </summary>
    DenseMomentum = 2,

    /// <summary>
    /// The explored positions, those that ever held a connection. While a tensor's positions are picked, they are a
    /// pattern of 4 bytes each.
    /// </summary>
    Explored = 4,

    /// <summary>The gradient of one step at positions that the rule chooses.</summary>
    SampledGradient = 8,
}

/// <summary>A group's request for new connections at an update.</summary>
/// <param name="Occupied">The shape of the matrix and the positions that are not free.</param>
/// <param name="Count">The number of positions to pick, at most the number of free ones.</param>
/// <param name="Random">The group's random sequence for this update.</param>
/// <param name="Scores">|gradient| or |momentum| at all positions; null unless the rule needs it.</param>
/// <param name="Explored">
/// The positions that ever held a connection, including all before this update; null unless the rule needs them.
/// </param>
/// <param name="Gradient">
/// Computes the gradient of the step in progress at positions of the group, in canonical order; null unless the rule
/// needs it.
/// </param>
public sealed record RegrowthRequest(
    SparsityPattern Occupied,
    int Count,
    RandomSequence Random,
    IPositionScores? Scores = null,
    SparsityPattern? Explored = null,
    Func<SparsityPattern, float[]>? Gradient = null)
{
    /// <summary>Gets the number of threads that may pick; what is picked does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
