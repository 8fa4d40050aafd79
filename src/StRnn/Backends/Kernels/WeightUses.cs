namespace StRnn.Backends.Kernels;

/// <summary>The uses of a sparse weight, which decide the layouts that a backend stores.</summary>
[Flags]
public enum WeightUses
{
    /// <summary>No use.</summary>
    None = 0,

    /// <summary><see cref="ISparseKernels.SpMM"/> and <see cref="ISparseKernels.Sddmm"/>.</summary>
    Product = 1,

    /// <summary><see cref="ISparseKernels.SpMMTransposed"/>; a backend may store a transposed copy for it.</summary>
    TransposedProduct = 2,

    /// <summary>
    /// <see cref="ISparseKernels.GatherRows"/> and <see cref="ISparseKernels.ScatterAddRows"/>: an embedding.
    /// </summary>
    RowGather = 4,

    /// <summary>
    /// The rows are four gates of H rows each, and the product runs inside <see cref="ILstmSequenceKernels"/>; a
    /// backend may keep the four rows of a unit together.
    /// </summary>
    LstmRecurrence = 8,

    /// <summary>
    /// The rows are two gates of H rows each, candidate and transform gate of an RHN or reset and update gate of a GRU,
    /// and the product runs inside <see cref="IRhnSequenceKernels"/> or <see cref="IGruSequenceKernels"/>; a backend
    /// may keep the two rows of a unit together.
    /// </summary>
    RhnRecurrence = 16,

    /// <summary>
    /// No use of its own: of the other uses only the forward kernels are called, as in inference, so a backend stores
    /// nothing for the transposed product.
    /// </summary>
    ForwardOnly = 32,
}

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
        => (uses & (WeightUses.TransposedProduct | Recurrences)) != 0 && !uses.HasFlag(WeightUses.ForwardOnly);

    /// <summary>Determines whether rows are looked up.</summary>
    /// <param name="uses">The uses of a weight.</param>
    public static bool HasRowGather(this WeightUses uses) => uses.HasFlag(WeightUses.RowGather);
}
