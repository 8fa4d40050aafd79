namespace StRnn.Backends.Kernels;

/// <summary>Extension methods that tell which kernels the uses of a weight allow.</summary>
public static class WeightUsesExtensions
{
    private const WeightUses Recurrences = WeightUses.LstmRecurrence | WeightUses.RhnRecurrence;

    /// <summary>Determines whether W*x and the gradient of W are needed.</summary>
    /// <param name="uses">The uses of a weight.</param>
    public static bool HasProduct(this WeightUses uses) => (uses & (WeightUses.Product | Recurrences)) != 0;

    /// <summary>Determines whether Wᵀ*g is needed, which may take a transposed copy.</summary>
    /// <param name="uses">The uses of a weight.</param>
    public static bool HasTransposedProduct(this WeightUses uses)
        => (uses & (WeightUses.TransposedProduct | Recurrences)) != 0;

    /// <summary>Determines whether rows are looked up.</summary>
    /// <param name="uses">The uses of a weight.</param>
    public static bool HasRowGather(this WeightUses uses) => uses.HasFlag(WeightUses.RowGather);
}
