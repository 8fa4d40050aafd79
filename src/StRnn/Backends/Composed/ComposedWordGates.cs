using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Backends.Composed;

/// <summary>
/// The input product of a recurrent layer whose sequences repeat their inputs, composed of the required kernels: it is
/// computed once per distinct input and copied to its uses. It serves where a backend has no <see
/// cref="IWordGateKernels"/>, a matrix is dense, or each use differs.
/// </summary>
/// <remarks>
/// The number behind the last input stands for no input: the gates get the pre-activations given for it.
/// </remarks>
public static class ComposedWordGates
{
    /// <summary>Computes gates_j = W*x_(index_j) + b.</summary>
    /// <param name="weight">W, [G*H, E], with G gates of H rows.</param>
    /// <param name="bias">b, [G*H].</param>
    /// <param name="x">The distinct inputs, [E, U].</param>
    /// <param name="index">T*B numbers of inputs (Int32), each in [0, U]; U is no input.</param>
    /// <param name="withoutInput">The G pre-activations of a column without input.</param>
    /// <param name="gates">[G*H, T*B], replaced.</param>
    /// <param name="rent">Returns scratch memory of the given numbers of rows and columns.</param>
    public static void Forward(
        Weight weight,
        VectorView bias,
        MatrixView x,
        VectorView index,
        IReadOnlyList<float> withoutInput,
        MatrixView gates,
        Func<int, int, MatrixView> rent)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(rent);
        ArgumentNullException.ThrowIfNull(withoutInput);
        var dense = weight.Backend.Dense;
        int distinct = x.Columns;
        var products = rent(weight.Rows, distinct + 1);
        var ofInputs = products.ColumnRange(0, distinct);
        weight.Multiply(x, ofInputs, accumulate: false);
        dense.AddBias(bias, ofInputs);
        int hidden = weight.Rows / withoutInput.Count;
        var closed = rent(weight.Rows, 1);
        for (int gate = 0; gate < withoutInput.Count; gate++)
        {
            dense.Fill(closed.RowRange(gate * hidden, hidden).AsVector(), withoutInput[gate]);
        }

        dense.Copy(closed, products.ColumnRange(distinct, 1));
        dense.GatherColumns(products, index, null, gates, accumulate: false);
    }

    /// <summary>
    /// Sums the gradients of each input's uses, and those of the bias. What is left is the backward pass of a plain
    /// product: dW from the result and x, dx from the result and W.
    /// </summary>
    /// <param name="backend">The backend that holds the operands.</param>
    /// <param name="dGates">[G*H, T*B].</param>
    /// <param name="index">As in the forward pass.</param>
    /// <param name="sums">[G*H, U+1]: scratch that holds the result.</param>
    /// <param name="dBias">[G*H].</param>
    /// <param name="addBias">Add to <paramref name="dBias"/> instead of replacing it.</param>
    /// <returns>The gradient of W*x + b for the distinct inputs, [G*H, U], a part of <paramref name="sums"/>.</returns>
    public static MatrixView Backward(
        IBackend backend, MatrixView dGates, VectorView index, MatrixView sums, VectorView dBias, bool addBias)
    {
        ArgumentNullException.ThrowIfNull(backend);
        backend.Dense.ScatterAddColumns(dGates, index, null, sums, accumulate: false);
        var ofInputs = sums.ColumnRange(0, sums.Columns - 1);
        backend.Dense.SumColumns(ofInputs, dBias, addBias);
        return ofInputs;
    }
}
