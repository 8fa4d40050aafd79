namespace StRnn.Text.Corpora;

/// <summary>
/// A token stream cut for truncated back-propagation through time: B parallel streams of L = floor(n / B) tokens each
/// (stream b holds tokens b*L ... b*L + L - 1, the remainder is dropped), read in windows of T steps. The target of a
/// position is the next token of its stream. The last window keeps what is left, down to one step:
/// ceil((L - 1) / T) windows in all.
/// </summary>
public sealed class TokenBatches
{
    private readonly int[] _tokens;

    /// <summary>Cuts a stream; the array is kept, not copied.</summary>
    /// <param name="tokens">n word ids.</param>
    /// <param name="batch">B, the number of parallel streams, at least 1.</param>
    /// <param name="steps">T, the steps of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="CorpusException">There are fewer than two tokens a stream.</exception>
    public TokenBatches(int[] tokens, int batch, int steps)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (tokens.Length / batch < 2)
        {
            throw new CorpusException(
                $"{tokens.Length} tokens are too few for {batch} parallel streams, which need 2 each "
                + $"({2L * batch} tokens): lower the batch size or take a larger corpus.");
        }

        _tokens = tokens;
        Batch = batch;
        Steps = steps;
        StreamLength = tokens.Length / batch;
        WindowCount = (StreamLength - 2) / steps + 1;
    }

    /// <summary>B, the number of parallel streams.</summary>
    public int Batch { get; }

    /// <summary>T, the steps of every window but perhaps the last.</summary>
    public int Steps { get; }

    /// <summary>L, the tokens of each stream.</summary>
    public int StreamLength { get; }

    /// <summary>The number of windows in one pass, ceil((L - 1) / T).</summary>
    public int WindowCount { get; }

    /// <summary>The number of tokens predicted in one pass, (L - 1) * B.</summary>
    public int TargetCount => (StreamLength - 1) * Batch;

    /// <summary>The steps of one window: T, or what is left for the last.</summary>
    /// <param name="index">The window, in [0, <see cref="WindowCount"/>).</param>
    /// <returns>At least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    public int StepsOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, WindowCount);
        return Math.Min(Steps, StreamLength - 1 - (index * Steps));
    }

    /// <summary>
    /// Writes a window in the engine's column order: entry t*B + b is step t of stream b. Windows follow one another,
    /// so hidden states may be carried from one to the next. Allocates nothing.
    /// </summary>
    /// <param name="index">The window, in [0, <see cref="WindowCount"/>).</param>
    /// <param name="inputs">Receives steps*B ids; may be longer, the rest is left as it is.</param>
    /// <param name="targets">Receives steps*B ids: the token after each input. May be longer.</param>
    /// <returns>The window's steps (<see cref="StepsOf"/>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    /// <exception cref="ArgumentException">A span is shorter than steps*B.</exception>
    public int GetWindow(int index, Span<int> inputs, Span<int> targets)
    {
        int steps = StepsOf(index);
        int columns = steps * Batch;
        if (inputs.Length < columns || targets.Length < columns)
        {
            throw new ArgumentException(
                $"Window {index} has {columns} columns; the spans hold {inputs.Length} and {targets.Length}.");
        }

        for (int b = 0; b < Batch; b++)
        {
            var stream = _tokens.AsSpan((b * StreamLength) + (index * Steps), steps + 1);
            for (int t = 0, column = b; t < steps; t++, column += Batch)
            {
                inputs[column] = stream[t];
                targets[column] = stream[t + 1];
            }
        }

        return steps;
    }

    /// <summary>The tokens of one parallel stream: the first is only ever an input, the others are targets too.</summary>
    /// <param name="stream">b, in [0, <see cref="Batch"/>).</param>
    /// <returns>A view of L ids.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    public ReadOnlySpan<int> Stream(int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stream, Batch);
        return _tokens.AsSpan(stream * StreamLength, StreamLength);
    }
}
