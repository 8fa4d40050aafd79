using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// The factors of the weight gradients of one step, for rules that look at the gradient where there is no connection. A
/// weight's dense gradient is the sum over its uses of dY*Xᵀ, and for a lookup of dY's columns added to the rows looked
/// up; the factors are activations and their gradients, which exist anyway until the step's memory is taken back. The
/// gradient itself never exists as a whole.
/// </summary>
internal sealed class GradientFactors
{
    private readonly Dictionary<Parameter, List<GradientFactor>> _factors = [];
    private VectorView? _block;

    /// <summary>
    /// Returns the dense gradient of a weight, to be read in blocks of rows while the step's memory is valid.
    /// </summary>
    /// <param name="tape">The tape that ran the step.</param>
    /// <param name="parameter">The weight's parameter.</param>
    public DenseGradient Of(Tape tape, Parameter parameter)
        => new(tape, parameter, _factors.TryGetValue(parameter, out var factors) ? factors : []);

    /// <summary>Computes the gradient of a weight at some positions, in memory and time proportional to them.</summary>
    /// <param name="tape">The tape that ran the step.</param>
    /// <param name="parameter">The weight's parameter.</param>
    /// <param name="positions">The positions, whether connected or not.</param>
    /// <returns>The gradient in canonical order.</returns>
    public float[] At(Tape tape, Parameter parameter, SparsityPattern positions)
    {
        var read = new float[positions.Nnz];
        if (read.Length == 0 || !_factors.TryGetValue(parameter, out var factors))
        {
            return read;
        }

        using var weight = new SparseWeight(tape.Backend, positions, parameter.Uses);
        var gradient = tape.Rent(positions.Nnz);
        for (int i = 0; i < factors.Count; i++)
        {
            var (g, x, ids) = factors[i];
            if (x is { } input)
            {
                weight.WeightGradient(g, input, gradient, accumulate: i > 0);
            }
            else
            {
                weight.ScatterAddRows(ids!.Value, g, gradient, accumulate: i > 0);
            }
        }

        weight.ReadCanonical(gradient, read);
        return read;
    }

    internal void AddProduct(Parameter parameter, MatrixView g, MatrixView x)
        => Add(parameter, new GradientFactor(g, x, null));

    internal void AddLookup(Parameter parameter, VectorView ids, MatrixView g)
        => Add(parameter, new GradientFactor(g, null, ids));

    internal void Clear()
    {
        _factors.Clear();
        _block = null;
    }

    /// <summary>Returns the memory for one block of a gradient, shared by all weights.</summary>
    internal VectorView Block(Tape tape, long length)
    {
        if (_block is null || _block.Value.Length < length)
        {
            _block = tape.Rent(Math.Max(length, DenseGradient.BlockElements));
        }

        return _block.Value.Slice(0, length);
    }

    private void Add(Parameter parameter, GradientFactor factor)
    {
        if (!_factors.TryGetValue(parameter, out var factors))
        {
            _factors[parameter] = factors = [];
        }

        factors.Add(factor);
    }
}

/// <summary>One use of a weight in a step: dW += G*Xᵀ, or dW_(ids[j], e) += G_ej for a lookup.</summary>
/// <param name="G">The gradient of the use's result: [m, N] of a product, [E, N] of a lookup.</param>
/// <param name="X">The product's input, [n, N]; null for a lookup.</param>
/// <param name="Ids">The rows looked up, N numbers; null for a product.</param>
internal sealed record GradientFactor(MatrixView G, MatrixView? X, VectorView? Ids);
