namespace StRnn.Sparsity.Regrowth;

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
}
