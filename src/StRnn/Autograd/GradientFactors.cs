using StRnn.Backends.Memory;

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
