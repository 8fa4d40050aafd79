namespace StRnn.Text.Corpora;

/// <summary>
/// A token stream cut for truncated back-propagation through time: B parallel sequences of L = floor(n / B) tokens
/// each, read in windows of T steps. Sequence b holds tokens b*L ... b*L + L - 1; the remainder is dropped. The target
/// of a position is the next token of its sequence. The last window may be shorter, down to one step: ceil((L - 1) / T)
/// windows in all.
/// </summary>
public sealed class TokenBatches
{
    private readonly TokenSequence _tokens;
    private int[] _buffer = [];

    /// <summary>
    /// Initializes a new instance of the <see cref="TokenBatches"/> class; tokens are not copied.
    /// </summary>
    /// <param name="tokens">The n word ids of the text.</param>
    /// <param name="batch">The number of parallel sequences B, at least 1.</param>
    /// <param name="steps">The time steps of a full window T, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">B or T is below 1.</exception>
    /// <exception cref="CorpusException">There are fewer than two tokens per sequence.</exception>
    public TokenBatches(TokenSequence tokens, int batch, int steps)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (tokens.Length / batch < 2)
        {
            throw new CorpusException(
                $"{tokens.Length} tokens are too few for {batch} parallel sequences, which need 2 each "
                + $"({2L * batch} tokens): lower the batch size or take a larger corpus.");
        }

        _tokens = tokens;
        Batch = batch;
        Steps = steps;
        StreamLength = tokens.Length / batch;
        WindowCount = (StreamLength - 2) / steps + 1;
    }

    /// <summary>Gets the number of parallel sequences B.</summary>
    public int Batch { get; }

    /// <summary>Gets the time steps T of a full window; only the last window may be shorter.</summary>
    public int Steps { get; }

    /// <summary>Gets the number of tokens of each sequence, L.</summary>
    public int StreamLength { get; }

    /// <summary>Gets the number of windows in one pass, ceil((L - 1) / T).</summary>
    public int WindowCount { get; }

    /// <summary>Gets the number of tokens predicted in one pass, (L - 1) * B.</summary>
    public int TargetCount => (StreamLength - 1) * Batch;

    /// <summary>Gets the number of time steps of a window: T, or fewer for the last.</summary>
    /// <param name="index">The number of the window, in [0, <see cref="WindowCount"/>).</param>
    /// <returns>The number of time steps, at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    public int StepsOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, WindowCount);
        return Math.Min(Steps, StreamLength - 1 - (index * Steps));
    }

    /// <summary>
    /// Writes a window in the engine's column order: entry t*B + b is step t of sequence b. Windows are consecutive, so
    /// hidden states can be carried from one to the next. Allocates nothing.
    /// </summary>
    /// <param name="index">The number of the window, in [0, <see cref="WindowCount"/>).</param>
    /// <param name="inputs">Receives steps*B ids; elements beyond that stay unchanged.</param>
    /// <param name="targets">
    /// Receives steps*B ids, the token after each input; elements beyond that stay unchanged.
    /// </param>
    /// <returns>The number of time steps of the window, as <see cref="StepsOf"/> returns it.</returns>
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
            var stream = _tokens.Read((b * StreamLength) + (index * Steps), steps + 1, ref _buffer);
            for (int t = 0, column = b; t < steps; t++, column += Batch)
            {
                inputs[column] = stream[t];
                targets[column] = stream[t + 1];
            }
        }

        return steps;
    }

    /// <summary>
    /// Gets the tokens of one parallel sequence: the first is only an input, the others are targets too.
    /// </summary>
    /// <param name="stream">The number b of the sequence, in [0, <see cref="Batch"/>).</param>
    /// <returns>L ids: a view, or a copy of a token file's.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sequence.</exception>
    public ReadOnlySpan<int> Stream(int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stream, Batch);
        int[] buffer = [];
        return _tokens.Read(stream * StreamLength, StreamLength, ref buffer);
    }
}
