namespace StRnn.Sparsity.Regrowth;

/// <summary>What a regrowth rule looks at besides the connections.</summary>
[Flags]
public enum RegrowthNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The gradient of one step at all positions, computed in blocks of rows at the update.</summary>
    DenseGradient = 1,

    /// <summary>The optimiser's momentum at all positions: as many numbers as the dense weight has are kept, and its dense gradient is computed every step.</summary>
    DenseMomentum = 2,

    /// <summary>The positions that ever were connections.</summary>
    Explored = 4,
}
