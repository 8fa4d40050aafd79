using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Accounting;

/// <summary>Parameters, FLOPs and bytes of a model, from shapes and numbers of connections alone.</summary>
/// <remarks>
/// FLOPs count 2 per multiply-add of the matrix products; biases, activations, dropout and softmax are ignored. The paper's convention
/// (reconstructed from the printed figures of Liu et al. 2021, which does not describe it): an embedding lookup is free in the forward
/// pass, but its weight gradient counts as a full matrix. The honest count takes only the entries of the looked-up row. Both count the input
/// product of a word each time it occurs, also where equal words are multiplied once.
/// </remarks>
/// <param name="Tensors">Every parameter.</param>
public sealed record ModelAccount(IReadOnlyList<TensorAccount> Tensors)
{
    private const int FlopsPerMultiplyAdd = 2;
    private const int BytesPerNumber = 4;

    /// <summary>Trainable values of all matrices.</summary>
    public long WeightCount => Tensors.Where(tensor => tensor.IsMatrix).Sum(tensor => tensor.Nnz);

    /// <summary>Trainable values of all biases.</summary>
    public long BiasCount => Tensors.Where(tensor => !tensor.IsMatrix).Sum(tensor => tensor.Nnz);

    /// <summary>All trainable values.</summary>
    public long ParameterCount => WeightCount + BiasCount;

    /// <summary>WeightCount / sum of rows * columns over the matrices.</summary>
    public double WeightDensity
        => WeightCount / Tensors.Where(tensor => tensor.IsMatrix).Sum(tensor => (double)tensor.Rows * tensor.Columns);

    /// <summary>Connections of all sparse matrices.</summary>
    public long SparseNnz => Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => tensor.Nnz);

    /// <summary>SparseNnz / sum of rows * columns over the sparse matrices; 0 where there is none.</summary>
    public double SparseDensity => SparseNnz == 0 ? 0 : SparseNnz / Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => (double)tensor.Size);

    /// <summary>The density of each sparse matrix by its name; null where there is none.</summary>
    public IReadOnlyDictionary<string, double>? SparseDensities
        => SparseNnz == 0 ? null : Tensors.Where(tensor => tensor.IsSparse).ToDictionary(tensor => tensor.Name, tensor => tensor.Density);

    /// <summary>FLOPs of a forward pass, per token; both conventions agree.</summary>
    public double ForwardFlopsPerToken => FlopsPerMultiplyAdd * (double)ProductCount;

    /// <summary>FLOPs of a training step, per token, by the paper's convention: 2 * (2f + w).</summary>
    public double TrainingFlopsPerTokenPaper => FlopsPerMultiplyAdd * ((2.0 * ProductCount) + (WeightCount - TargetProductCount));

    /// <summary>FLOPs of a training step, per token, counted honestly: 2 * (3f + entries of the looked-up rows).</summary>
    public double TrainingFlopsPerToken
        => FlopsPerMultiplyAdd * ((3.0 * ProductCount)
            + Tensors.Where(tensor => tensor.IsLookup).Sum(tensor => (double)tensor.Nnz / tensor.Rows));

    /// <summary>
    /// What a dense weight gradient adds to a step, per token, by the paper's convention, in which it takes the place of the sparse one:
    /// 2 * sum of (rows * columns - nnz) over the sparse matrices, embeddings included.
    /// </summary>
    public double DenseGradientFlopsPerTokenPaper
        => FlopsPerMultiplyAdd * Tensors.Where(tensor => tensor.IsSparse && !tensor.IsPerTarget).Sum(tensor => tensor.Size - (double)tensor.Nnz);

    /// <summary>
    /// What a dense weight gradient adds to a step, per token, counted honestly: it is computed beside the sparse one, 2 * sum of rows * columns over
    /// the sparse matrices that multiply, and a row of those that are looked up.
    /// </summary>
    public double DenseGradientFlopsPerToken
        => FlopsPerMultiplyAdd * Tensors.Where(tensor => tensor.IsSparse && !tensor.IsPerTarget)
            .Sum(tensor => tensor.IsLookup ? tensor.Columns : (double)tensor.Size);

    /// <summary>FLOPs of a training step by the paper's convention.</summary>
    /// <param name="tokens">The step's tokens.</param>
    /// <param name="targets">The step's targets.</param>
    /// <param name="hasDenseGradient">Whether weight gradients are computed at all positions.</param>
    public double TrainingFlopsPaper(long tokens, long targets, bool hasDenseGradient)
        => (tokens * (TrainingFlopsPerTokenPaper + (hasDenseGradient ? DenseGradientFlopsPerTokenPaper : 0)))
            + (targets * TrainingFlopsPerTarget);

    /// <summary>FLOPs of a training step, counted honestly.</summary>
    /// <param name="tokens">The step's tokens.</param>
    /// <param name="targets">The step's targets.</param>
    /// <param name="hasDenseGradient">Whether weight gradients are computed at all positions.</param>
    public double TrainingFlops(long tokens, long targets, bool hasDenseGradient)
        => (tokens * (TrainingFlopsPerToken + (hasDenseGradient ? DenseGradientFlopsPerToken : 0))) + (targets * TrainingFlopsPerTarget);

    /// <summary>FLOPs of a forward pass, per target, of what runs once per target: a classifier's output layer.</summary>
    public double ForwardFlopsPerTarget => FlopsPerMultiplyAdd * (double)TargetProductCount;

    /// <summary>FLOPs of a training step, per target, of what runs once per target; both conventions agree.</summary>
    public double TrainingFlopsPerTarget => 3 * ForwardFlopsPerTarget;

    private long ProductCount
        => Tensors.Where(tensor => tensor.IsMatrix && !tensor.IsLookup && !tensor.IsPerTarget).Sum(tensor => tensor.Nnz);

    private long TargetProductCount => Tensors.Where(tensor => tensor.IsPerTarget).Sum(tensor => tensor.Nnz);

    /// <summary>Bytes of all values; gradients take as many.</summary>
    public long ValueLengthInBytes => BytesPerNumber * ParameterCount;

    /// <summary>Bytes of patterns in canonical storage: column indices and row offsets of the sparse tensors.</summary>
    public long PatternLengthInBytes
        => Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => BytesPerNumber * (tensor.Nnz + tensor.Rows + 1));

    /// <summary>Bytes of canonical storage: values and patterns.</summary>
    public long CanonicalLengthInBytes => ValueLengthInBytes + PatternLengthInBytes;

    /// <summary>The account of a model that exists.</summary>
    /// <param name="parameters">Its materialised parameters.</param>
    public static ModelAccount Of(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new ModelAccount([.. parameters.Select(
            parameter => Describe(parameter, parameter.Weight.IsSparse ? parameter.Weight.ParameterCount : null))]);
    }

    /// <summary>The account of a model that is only declared: nothing is allocated.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="initializer">How many connections each matrix would get; null for a dense model.</param>
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
            parameter.Spec.IsPerTarget);
}
