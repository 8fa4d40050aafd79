using StRnn.Backends.Kernels;

namespace StRnn.OpenCL.Operands;

/// <summary>Which uses of a pattern allow which operations.</summary>
internal static class WeightUsesOf
{
    /// <summary>W*x, and the gradient of W.</summary>
    public const WeightUses Product = WeightUses.Product | WeightUses.LstmRecurrence | WeightUses.RhnRecurrence;

    /// <summary>Wᵀ*g: those that need a transposed copy.</summary>
    public const WeightUses Transposed = WeightUses.TransposedProduct | WeightUses.LstmRecurrence | WeightUses.RhnRecurrence;
}
