namespace StRnn.Text.Classification;

/// <summary>
/// A batch of texts as the model reads it: the distinct words once, and for every step and text which of them it is. Its memory is used
/// again for the next batch.
/// </summary>
public sealed class WordSequences
{
    private readonly bool _maskPadding;
    private readonly SequenceSide _padding;
    private readonly int _steps;
    private readonly int[] _ids;
    private readonly int[] _lengths;
    private readonly int[] _labels;
    private readonly int[] _index;
    private readonly int[] _distinct;
    private readonly int[] _columnOfWord;
    private readonly int[] _batchOfWord;
    private readonly int[] _columns;
    private readonly float[] _weights;
    private int _reads;

    /// <summary>Makes room.</summary>
    /// <param name="vocabularySize">V.</param>
    /// <param name="batch">The most texts of a batch.</param>
    /// <param name="options">Steps and the side of the padding.</param>
    /// <param name="maskPadding">Whether padding is no input at all; steps that are padding in every text are then left out.</param>
    public WordSequences(int vocabularySize, int batch, SequenceOptions options, bool maskPadding)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((long)options.Steps * batch > Array.MaxLength)
        {
            throw new BatchTooLargeException($"{batch} texts of {options.Steps} words are more than one step can hold.");
        }

        _maskPadding = maskPadding;
        _padding = options.Padding;
        _steps = options.Steps;
        _ids = new int[options.Steps * batch];
        _index = new int[options.Steps * batch];
        _distinct = new int[options.Steps * batch];
        _lengths = new int[batch];
        _labels = new int[batch];
        _columnOfWord = new int[vocabularySize];
        _batchOfWord = new int[vocabularySize];
        _columns = new int[options.Steps * batch];
        _weights = new float[options.Steps * batch];
    }

    /// <summary>B, the texts of the batch read last.</summary>
    public int Batch { get; private set; }

    /// <summary>T, the steps that are computed.</summary>
    public int Steps { get; private set; }

    /// <summary>The number of distinct words, U.</summary>
    public int DistinctCount { get; private set; }

    /// <summary>The distinct words, in the order of their first use.</summary>
    public ReadOnlySpan<int> Distinct => _distinct.AsSpan(0, DistinctCount);

    /// <summary>For each of T*B columns the number of its distinct word; U for masked padding.</summary>
    public ReadOnlySpan<int> Index => _index.AsSpan(0, Steps * Batch);

    /// <summary>The words of the T*B columns, padding included.</summary>
    public ReadOnlySpan<int> Words => _ids.AsSpan(FirstStep * Batch, Steps * Batch);

    /// <summary>The class of each text.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Batch);

    private int FirstStep => _padding == SequenceSide.Pre ? _steps - Steps : 0;

    /// <summary>Reads a batch.</summary>
    /// <param name="batches">Where from.</param>
    /// <param name="index">The batch's number.</param>
    public void Read(ClassificationBatches batches, int index)
    {
        ArgumentNullException.ThrowIfNull(batches);
        Batch = batches.GetBatch(index, _ids, _labels, _lengths);

        // A batch of nothing but masked padding still has one step, so that there is a state to look at.
        Steps = _maskPadding ? LongestText() : _steps;
        _reads++;
        DistinctCount = 0;
        var words = Words;
        for (int column = 0; column < words.Length; column++)
        {
            _index[column] = IsMasked(column) ? -1 : ColumnOf(words[column]);
        }

        _index.AsSpan(0, words.Length).Replace(-1, DistinctCount);
    }

    /// <summary>For each of T*B columns its own number, T*B for masked padding: the index where every use of a word counts as another input.</summary>
    public ReadOnlySpan<int> EveryUse()
    {
        int columns = Steps * Batch;
        for (int column = 0; column < columns; column++)
        {
            _columns[column] = IsMasked(column) ? columns : column;
        }

        return _columns.AsSpan(0, columns);
    }

    /// <summary>The column of each text's last word, or of the last step where padding is not masked; -1 for a masked text without words.</summary>
    public ReadOnlySpan<int> LastColumns()
    {
        for (int text = 0; text < Batch; text++)
        {
            int length = _lengths[text];
            int step = !_maskPadding || _padding == SequenceSide.Pre ? Steps - 1 : length - 1;
            _columns[text] = _maskPadding && length == 0 ? -1 : (step * Batch) + text;
        }

        return _columns.AsSpan(0, Batch);
    }

    /// <summary>The mean over a text's steps as a weighted sum of columns: for each of T*B columns its text, -1 for masked padding.</summary>
    /// <param name="weights">The columns' weights: 1/T, or 1 over the text's words where padding is masked.</param>
    public ReadOnlySpan<int> MeanOf(out ReadOnlySpan<float> weights)
    {
        int columns = Steps * Batch;
        for (int column = 0; column < columns; column++)
        {
            int text = column % Batch;
            _columns[column] = IsMasked(column) ? -1 : text;
            _weights[column] = 1f / (_maskPadding ? Math.Max(1, _lengths[text]) : Steps);
        }

        weights = _weights.AsSpan(0, columns);
        return _columns.AsSpan(0, columns);
    }

    private int LongestText()
    {
        int longest = 1;
        foreach (int length in _lengths.AsSpan(0, Batch))
        {
            longest = Math.Max(longest, length);
        }

        return longest;
    }

    private bool IsMasked(int column)
    {
        if (!_maskPadding)
        {
            return false;
        }

        int step = column / Batch;
        int length = _lengths[column % Batch];
        return _padding == SequenceSide.Pre ? step < Steps - length : step >= length;
    }

    private int ColumnOf(int word)
    {
        if (_batchOfWord[word] != _reads)
        {
            _batchOfWord[word] = _reads;
            _columnOfWord[word] = DistinctCount;
            _distinct[DistinctCount++] = word;
        }

        return _columnOfWord[word];
    }
}
