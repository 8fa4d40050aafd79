using StRnn.Backends;

namespace StRnn.OpenCL;

/// <summary>Which uses of a pattern allow which operations.</summary>
internal static class PatternUsesOf
{
    /// <summary>W*x, and the gradient of W.</summary>
    public const PatternUses Product = PatternUses.Product | PatternUses.LstmRecurrence | PatternUses.RhnRecurrence;

    /// <summary>Wᵀ*g: those that need a transposed twin.</summary>
    public const PatternUses Twin = PatternUses.TransposedProduct | PatternUses.LstmRecurrence | PatternUses.RhnRecurrence;
}
