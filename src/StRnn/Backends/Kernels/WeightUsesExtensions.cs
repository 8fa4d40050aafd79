namespace StRnn.Backends.Kernels;

/// <summary>Which kernels the uses of a weight allow.</summary>
public static class WeightUsesExtensions
{
    private const WeightUses Recurrences = WeightUses.LstmRecurrence | WeightUses.RhnRecurrence;

    /// <summary>Gets a value indicating whether W*x and the gradient of W are wanted.</summary>
    /// <param name="uses">What a weight is used for.</param>
    public static bool HasProduct(this WeightUses uses) => (uses & (WeightUses.Product | Recurrences)) != 0;

    /// <summary>Gets a value indicating whether Wᵀ*g is wanted, which may need a transposed copy.</summary>
    /// <param name="uses">What a weight is used for.</param>
    public static bool HasTransposedProduct(this WeightUses uses)
        => (uses & (WeightUses.TransposedProduct | Recurrences)) != 0;

    /// <summary>Gets a value indicating whether rows are looked up.</summary>
    /// <param name="uses">What a weight is used for.</param>
    public static bool HasRowGather(this WeightUses uses) => uses.HasFlag(WeightUses.RowGather);
}
