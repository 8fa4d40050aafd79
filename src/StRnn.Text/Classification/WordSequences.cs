using StRnn.Text.Corpora;

namespace StRnn.Text.Classification;

/// <summary>
/// A batch of texts as the model reads it: the distinct words once, and the number of the distinct word for every step
/// and text. Its memory is reused for the next batch.
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

    /// <summary>
    /// Initializes a new instance of the <see cref="WordSequences"/> class, and allocates its memory.
    /// </summary>
    /// <param name="vocabularySize">The number of words V.</param>
    /// <param name="batch">The largest number of texts in a batch.</param>
    /// <param name="options">The number of time steps, and the side of the padding.</param>
    /// <param name="maskPadding">
    /// True if padding is no input; steps that are padding in every text are then left out.
    /// </param>
    public WordSequences(int vocabularySize, int batch, SequenceOptions options, bool maskPadding)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((long)options.Steps * batch > Array.MaxLength)
        {
            throw new BatchTooLargeException(
                $"{batch} texts of {options.Steps} words are more than one step can hold.");
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

    /// <summary>Gets the number of texts in the current batch, B.</summary>
    public int Batch { get; private set; }

    /// <summary>Gets the number of time steps that are computed, T.</summary>
    public int Steps { get; private set; }

    /// <summary>Gets the number of distinct words, U.</summary>
    public int DistinctCount { get; private set; }

    /// <summary>Gets the distinct words, in the order of their first use.</summary>
    public ReadOnlySpan<int> Distinct => _distinct.AsSpan(0, DistinctCount);

    /// <summary>Gets the number of the distinct word of each of T*B columns; U for masked padding.</summary>
    public ReadOnlySpan<int> Index => _index.AsSpan(0, Steps * Batch);

    /// <summary>Gets the words of the T*B columns, including padding.</summary>
    public ReadOnlySpan<int> Words => _ids.AsSpan(FirstStep * Batch, Steps * Batch);

    /// <summary>Gets the class of each text.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Batch);

    private int FirstStep => _padding == SequenceSide.Pre ? _steps - Steps : 0;

    /// <summary>Reads a batch.</summary>
    /// <param name="batches">The batches to read from.</param>
    /// <param name="index">The number of the batch.</param>
    /// <exception cref="ArgumentException">A text has a word that the model does not have.</exception>
    public void Read(ClassificationBatches batches, int index)
    {
        ArgumentNullException.ThrowIfNull(batches);
        Batch = batches.GetBatch(index, _ids, _labels, _lengths);

        // A batch that is all masked padding still has one step, so that there is a state to read.
        Steps = _maskPadding ? LongestText() : _steps;
        TokenRules.Check("texts", Words, _columnOfWord.Length);
        _reads++;
        DistinctCount = 0;
        var words = Words;
        for (int column = 0; column < words.Length; column++)
        {
            _index[column] = IsMasked(column) ? -1 : ColumnOf(words[column]);
        }

        _index.AsSpan(0, words.Length).Replace(-1, DistinctCount);
    }

    /// <summary>
    /// Numbers all uses of words as separate inputs: returns for each of T*B columns its own number, and T*B for masked
    /// padding.
    /// </summary>
    public ReadOnlySpan<int> EveryUse()
    {
        int columns = Steps * Batch;
        for (int column = 0; column < columns; column++)
        {
            _columns[column] = IsMasked(column) ? columns : column;
        }

        return _columns.AsSpan(0, columns);
    }

    /// <summary>
    /// Gets the column of each text's last word, or of its last step if padding is not masked; -1 for a masked text
    /// without words.
    /// </summary>
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

    /// <summary>
    /// Gets the column of each text's first word, or of its first step if padding is not masked; -1 for a masked text
    /// without words. Who reads from the end is there last.
    /// </summary>
    public ReadOnlySpan<int> FirstColumns()
    {
        for (int text = 0; text < Batch; text++)
        {
            int length = _lengths[text];
            int step = _maskPadding && _padding == SequenceSide.Pre ? Steps - length : 0;
            _columns[text] = _maskPadding && length == 0 ? -1 : (step * Batch) + text;
        }

        return _columns.AsSpan(0, Batch);
    }

    /// <summary>
    /// Describes the mean over a text's steps as a weighted sum of columns: returns the text of each of T*B columns,
    /// and -1 for masked padding.
    /// </summary>
    /// <param name="weights">
    /// Receives the weight of each column: 1/T, or 1 over the number of the text's words if padding is masked.
    /// </param>
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
