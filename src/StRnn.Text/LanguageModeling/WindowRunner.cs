using StRnn.Autograd;
using StRnn.Layers;
using StRnn.Text.Inference;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Runs a language model over words of B streams whose states lie on the host between two calls: a stream then needs
/// neither a device's memory nor a Dispose, and moves from one computation to the next, whatever others do between.
/// </summary>
internal static class WindowRunner
{
    // A longer text is read piece by piece: activations and logits of all its words would not fit.
    private const int MostColumns = 256;

    /// <summary>Advances streams; if it fails, they stay as they were.</summary>
    /// <param name="context">A context of the caller's own.</param>
    /// <param name="words">The words, T*B ordered by time step.</param>
    /// <param name="streams">The B streams, whose states advance and whose logits become those after the last word.
    /// </param>
    public static void Advance(
        InferenceContext<LanguageModel> context, ReadOnlySpan<int> words, IReadOnlyList<StreamState> streams)
    {
        if (words.IsEmpty)
        {
            return;
        }

        var state = StateOf(context, streams.Count);
        foreach (var stream in streams)
        {
            stream.Tensors ??= [.. state.Tensors.Select(each => new float[each.Value.Rows])];
        }

        for (int i = 0; i < state.Tensors.Count; i++)
        {
            state.Tensors[i].Value.SetValues(Joined(streams, stream => stream.Tensors![i]));
        }

        float[] logits = new float[context.Model.VocabularySize * streams.Count];
        int most = Math.Max(1, MostColumns / streams.Count) * streams.Count;
        for (int first = 0; first < words.Length; first += most)
        {
            Forward(context, words.Slice(first, Math.Min(most, words.Length - first)), state, logits);
        }

        float[][] tensors = [.. state.Tensors.Select(each => each.Value.ToArray())];
        Split(streams, logits, stream => stream.Logits);
        for (int i = 0; i < tensors.Length; i++)
        {
            Split(streams, tensors[i], stream => stream.Tensors![i]);
        }
    }

    /// <summary>Advances a state on the device, and reads the logits after the last words.</summary>
    private static void Forward(
        InferenceContext<LanguageModel> context, ReadOnlySpan<int> words, RecurrentState state, float[] logits)
    {
        context.Tape.Begin(StepContext.Evaluation);
        var all = context.Model.Forward(context.Tape, context.Tape.Integers(words), state).Value;
        var last = context.Tape.Rent(all.Rows, state.Batch);
        context.Backend.Dense.Copy(all.ColumnRange(all.Columns - state.Batch, state.Batch), last);
        context.Backend.Read<float>(last.AsVector(), logits);
        context.Tape.EndStep();
    }

    private static RecurrentState StateOf(InferenceContext<LanguageModel> context, int batch)
    {
        if (context.Kept is RecurrentState kept && kept.Batch == batch)
        {
            return kept;
        }

        context.Kept?.Dispose();
        context.Kept = null;
        var state = context.Model.NewState(context.Backend, batch);
        context.Kept = state;
        return state;
    }

    /// <summary>Joins columns to a matrix, row after row.</summary>
    private static float[] Joined(IReadOnlyList<StreamState> streams, Func<StreamState, float[]> columnOf)
    {
        float[] joined = new float[columnOf(streams[0]).Length * streams.Count];
        for (int stream = 0; stream < streams.Count; stream++)
        {
            float[] column = columnOf(streams[stream]);
            for (int row = 0; row < column.Length; row++)
            {
                joined[(row * streams.Count) + stream] = column[row];
            }
        }

        return joined;
    }

    private static void Split(
        IReadOnlyList<StreamState> streams, float[] joined, Func<StreamState, float[]> columnOf)
    {
        for (int stream = 0; stream < streams.Count; stream++)
        {
            float[] column = columnOf(streams[stream]);
            for (int row = 0; row < column.Length; row++)
            {
                column[row] = joined[(row * streams.Count) + stream];
            }
        }
    }
}

/// <summary>The state of one stream of text on the host.</summary>
/// <param name="vocabularySize">The number of words V.</param>
internal sealed class StreamState(int vocabularySize)
{
    /// <summary>Gets or sets the column of each of the state's tensors; null for zeros.</summary>
    public float[][]? Tensors { get; set; }

    /// <summary>Gets the logits of the next word.</summary>
    public float[] Logits { get; } = new float[vocabularySize];

    /// <summary>Copies the state.</summary>
    public StreamState Copy()
    {
        var copy = new StreamState(Logits.Length)
        {
            Tensors = Tensors is null ? null : [.. Tensors.Select(column => column.ToArray())],
        };
        Logits.CopyTo(copy.Logits, 0);
        return copy;
    }
}
