using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Layers;

/// <summary>
/// The order in which the layers of a stack read the steps of a batch of sequences, forward and from the end.
/// </summary>
internal readonly ref struct SequenceOrder
{
    private readonly Tape _tape;
    private readonly ReadOnlySpan<int> _index;
    private readonly int _noInput;
    private readonly int _batch;
    private readonly VectorView? _reversal;

    /// <param name="tape">The tape.</param>
    /// <param name="index">The input of each of T*B columns.</param>
    /// <param name="noInput">The number that stands for no input.</param>
    /// <param name="batch">B.</param>
    /// <param name="isBidirectional">True if sequences are read from the end too.</param>
    public SequenceOrder(Tape tape, ReadOnlySpan<int> index, int noInput, int batch, bool isBidirectional)
    {
        _tape = tape;
        _index = index;
        _noInput = noInput;
        _batch = batch;
        _reversal = isBidirectional
            ? tape.Integers(Reversed([.. Enumerable.Range(0, index.Length)]))
            : null;
    }

    /// <summary>
    /// Runs a first layer's directions; what the second one returns is put in the order of the first.
    /// </summary>
    public Variable[] Apply(RecurrentLayer[] directions, Func<RecurrentLayer, VectorView, Variable> layer)
    {
        var forward = layer(directions[0], _tape.Integers(_index));
        return _reversal is { } reversal
            ? [forward, Restored(layer(directions[1], _tape.Integers(Reversed(_index))), reversal)]
            : [forward];
    }

    /// <summary>Runs the directions of a layer above the first, on the outputs of the layer below.</summary>
    public Variable[] ApplyAbove(RecurrentLayer[] directions, Variable x)
    {
        bool isMasked = _index.Contains(_noInput);
        int[] uses = new int[_index.Length];
        for (int column = 0; column < uses.Length; column++)
        {
            uses[column] = _index[column] == _noInput ? uses.Length : column;
        }

        var forward = isMasked
            ? directions[0].Forward(_tape, x, _tape.Integers(uses), _batch)
            : directions[0].Forward(_tape, x, _batch);
        return _reversal is { } reversal
            ? [forward, Restored(directions[1].Forward(_tape, x, _tape.Integers(Reversed(uses)), _batch), reversal)]
            : [forward];
    }

    private Variable Restored(Variable y, VectorView reversal) => GatherColumnsOperation.Apply(_tape, y, reversal);

    // The columns of the last step first.
    private int[] Reversed(ReadOnlySpan<int> columns)
    {
        int[] reversed = new int[columns.Length];
        for (int at = 0; at < columns.Length; at += _batch)
        {
            columns.Slice(at, _batch).CopyTo(reversed.AsSpan(columns.Length - at - _batch));
        }

        return reversed;
    }
}
