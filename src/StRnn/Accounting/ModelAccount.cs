using System.Globalization;
using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Accounting;

/// <summary>
/// The number of parameters, FLOPs and bytes of a model, computed from shapes and numbers of connections alone.
/// </summary>
/// <remarks>
/// FLOPs count 2 per multiply-add of the matrix products; biases, activations, dropout and softmax are ignored. By the
/// paper's convention (reconstructed from the printed figures of Liu et al. 2021, which does not describe it), an
/// embedding lookup is free in the forward pass, but its weight gradient counts as a full matrix. Executed FLOPs count
/// only the entries of the looked-up row. Both count the input product of a word each time it occurs, even if equal
/// words are multiplied only once.
/// </remarks>
/// <param name="Tensors">The accounts of all parameters.</param>
public sealed record ModelAccount(IReadOnlyList<TensorAccount> Tensors)
{
    private const int FlopsPerMultiplyAdd = 2;
    private const int BytesPerNumber = 4;
    private const int BytesPerRoundedNumber = 2;

    /// <summary>Gets the number of trainable values of all matrices.</summary>
    public long WeightCount => Tensors.Where(tensor => tensor.IsMatrix).Sum(tensor => tensor.Nnz);

    /// <summary>Gets the number of trainable values of all biases.</summary>
    public long BiasCount => Tensors.Where(tensor => !tensor.IsMatrix).Sum(tensor => tensor.Nnz);

    /// <summary>Gets the number of all trainable values.</summary>
    public long ParameterCount => WeightCount + BiasCount;

    /// <summary>Gets the density of all matrices together: <see cref="WeightCount"/> / sum of rows * columns.</summary>
    public double WeightDensity
        => WeightCount / Tensors.Where(tensor => tensor.IsMatrix).Sum(tensor => (double)tensor.Rows * tensor.Columns);

    /// <summary>Gets the number of connections of all sparse matrices.</summary>
    public long SparseNnz => Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => tensor.Nnz);

    /// <summary>
    /// Gets the density of all sparse matrices together: <see cref="SparseNnz"/> / sum of rows * columns; 0 if there is
    /// none.
    /// </summary>
    public double SparseDensity
        => SparseNnz == 0
            ? 0
            : SparseNnz / Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => (double)tensor.Size);

    /// <summary>Gets the density of each sparse matrix by its name; null if there is none.</summary>
    public IReadOnlyDictionary<string, double>? SparseDensities
        => SparseNnz == 0
            ? null
            : Tensors.Where(tensor => tensor.IsSparse).ToDictionary(tensor => tensor.Name, tensor => tensor.Density);

    /// <summary>Returns the counts in a line, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tensors.Count} tensors, {ParameterCount} trainable values, {WeightDensity:P1} of all weights there, "
        + $"{ForwardFlopsPerToken:G4} FLOPs per token forward");

    /// <summary>Gets the FLOPs of a forward pass per token; both conventions agree.</summary>
    public double ForwardFlopsPerToken => FlopsPerMultiplyAdd * (double)ProductCount;

    /// <summary>
    /// Gets the FLOPs of a training step per token by the paper's convention: 2 * (2f + w), with f multiply-adds of a
    /// forward pass and w weights.
    /// </summary>
    public double TrainingFlopsPerTokenPaper
        => FlopsPerMultiplyAdd * ((2.0 * ProductCount) + (WeightCount - TargetProductCount));

    /// <summary>
    /// Gets the executed FLOPs of a training step per token: 2 * (3f + entries of the looked-up rows), with f
    /// multiply-adds of a forward pass.
    /// </summary>
    public double TrainingFlopsPerToken
        => FlopsPerMultiplyAdd * ((3.0 * ProductCount)
            + Tensors.Where(tensor => tensor.IsLookup).Sum(tensor => (double)tensor.Nnz / tensor.Rows));

    /// <summary>
    /// Gets the FLOPs per token that a dense weight gradient adds to a step by the paper's convention, in which it
    /// replaces the sparse gradient: 2 * sum of (rows * columns - nnz) over the sparse matrices, embeddings included.
    /// </summary>
    public double DenseGradientFlopsPerTokenPaper
        => FlopsPerMultiplyAdd
            * Tensors.Where(tensor => tensor.IsSparse && !tensor.IsPerTarget)
                .Sum(tensor => tensor.Size - (double)tensor.Nnz);

    /// <summary>
    /// Gets the executed FLOPs per token that a dense weight gradient adds to a step, in which it is computed beside
    /// the sparse gradient: 2 * (sum of rows * columns over the sparse matrices that multiply, plus one row of each
    /// that is looked up).
    /// </summary>
    public double DenseGradientFlopsPerToken
        => FlopsPerMultiplyAdd * Tensors.Where(tensor => tensor.IsSparse && !tensor.IsPerTarget)
            .Sum(tensor => tensor.IsLookup ? tensor.Columns : (double)tensor.Size);

    /// <summary>Computes the FLOPs of a training step by the paper's convention.</summary>
    /// <param name="tokens">The number of tokens in the step.</param>
    /// <param name="targets">The number of targets in the step.</param>
    /// <param name="hasDenseGradient">True if weight gradients are computed at all positions.</param>
    /// <returns>The FLOPs of the step.</returns>
    public double TrainingFlopsPaper(long tokens, long targets, bool hasDenseGradient)
        => (tokens * (TrainingFlopsPerTokenPaper + (hasDenseGradient ? DenseGradientFlopsPerTokenPaper : 0)))
            + (targets * TrainingFlopsPerTarget);

    /// <summary>Computes the executed FLOPs of a training step.</summary>
    /// <param name="tokens">The number of tokens in the step.</param>
    /// <param name="targets">The number of targets in the step.</param>
    /// <param name="hasDenseGradient">True if weight gradients are computed at all positions.</param>
    /// <returns>The FLOPs of the step.</returns>
    public double TrainingFlops(long tokens, long targets, bool hasDenseGradient)
        => (tokens * (TrainingFlopsPerToken + (hasDenseGradient ? DenseGradientFlopsPerToken : 0)))
            + (targets * TrainingFlopsPerTarget);

    /// <summary>
    /// Gets the FLOPs of a forward pass per target, for layers that run once per target: a classifier's output layer.
    /// </summary>
    public double ForwardFlopsPerTarget => FlopsPerMultiplyAdd * (double)TargetProductCount;

    /// <summary>
    /// Gets the FLOPs of a training step per target, for layers that run once per target; both conventions agree.
    /// </summary>
    public double TrainingFlopsPerTarget => 3 * ForwardFlopsPerTarget;

    private long ProductCount
        => Tensors
            .Where(tensor => tensor.IsMatrix && !tensor.IsLookup && !tensor.IsPerTarget)
            .Sum(tensor => tensor.Nnz);

    private long TargetProductCount => Tensors.Where(tensor => tensor.IsPerTarget).Sum(tensor => tensor.Nnz);

    /// <summary>Gets the bytes of all values; the gradients take equally many.</summary>
    public long ValueLengthInBytes => BytesPerNumber * ParameterCount;

    /// <summary>
    /// Gets the bytes of all values where those of sparse matrices are in 16 bits:
    /// <see cref="WeightStorage.BFloat16"/>.
    /// </summary>
    public long RoundedValueLengthInBytes
        => (BytesPerNumber * (ParameterCount - SparseNnz)) + (BytesPerRoundedNumber * SparseNnz);

    /// <summary>
    /// Gets the bytes of the patterns in canonical storage: column indices and row offsets of the sparse tensors.
    /// </summary>
    public long PatternLengthInBytes
        => Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => BytesPerNumber * (tensor.Nnz + tensor.Rows + 1));

    /// <summary>Gets the bytes of canonical storage: values and patterns.</summary>
    public long CanonicalLengthInBytes => ValueLengthInBytes + PatternLengthInBytes;

    /// <summary>Computes the account of a model with weights.</summary>
    /// <param name="parameters">The model's materialised parameters.</param>
    /// <returns>The account.</returns>
    public static ModelAccount Of(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new ModelAccount([.. parameters.Select(
            parameter => Describe(parameter, parameter.Weight.IsSparse ? parameter.Weight.ParameterCount : null))]);
    }

    /// <summary>Computes the account of a model that is only declared, without allocating anything.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="initializer">Decides the number of connections of each matrix; null for a dense model.</param>
    /// <returns>The account.</returns>
    public static ModelAccount Plan(IReadOnlyList<Parameter> parameters, ISparseInitializer? initializer)
    {
        var nnz = ModelInitializer.AllocateNnz(parameters, initializer);
        return new ModelAccount([.. parameters.Select((parameter, i) => Describe(parameter, nnz[i]))]);
    }

    private static TensorAccount Describe(Parameter parameter, long? nnz)
        => new(
            parameter.Name,
            parameter.Rows,
            parameter.Columns,
            nnz ?? (long)parameter.Rows * parameter.Columns,
            nnz is not null,
            parameter.Uses != WeightUses.None,
            parameter.Uses == WeightUses.RowGather,
            parameter.Spec.IsPerTarget)
        {
            Blocks = parameter.Spec.Connections.Rows,
        };
}
