using StRnn.Randomness;

namespace StRnn.Text.Classification;

/// <summary>
/// Reads encoded texts in batches of B. The order of an epoch is a pure function of (seed, epoch), so that a resumed
/// run reads the batches of an uninterrupted one. The last batch may be smaller: ceil(n / B) batches in all.
/// </summary>
public sealed class ClassificationBatches
{
    private readonly EncodedTexts _texts;
    private readonly ulong? _seed;
    private readonly int[] _order;

    /// <summary>
    /// Initializes a new instance of the <see cref="ClassificationBatches"/> class, in the order of epoch 0.
    /// </summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="batch">The number of texts of a full batch B, at least 1.</param>
    /// <param name="seed">The seed of the shuffles, or null to keep the order of the texts in every epoch.</param>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">B is below 1.</exception>
    public ClassificationBatches(EncodedTexts texts, int batch, ulong? seed)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (texts.Count == 0)
        {
            throw new ArgumentException("A batch needs at least one text.", nameof(texts));
        }

        _texts = texts;
        _seed = seed;
        _order = new int[texts.Count];
        Batch = batch;
        BatchCount = (texts.Count - 1) / batch + 1;
        BeginEpoch(0);
    }

    /// <summary>Gets the number of texts of a full batch B; only the last batch may be smaller.</summary>
    public int Batch { get; }

    /// <summary>Gets the number of time steps of every text, T.</summary>
    public int Steps => _texts.Options.Steps;

    /// <summary>Gets the number of batches in an epoch, ceil(n / B).</summary>
    public int BatchCount { get; }

    /// <summary>Gets the number of texts n.</summary>
    public int TextCount => _order.Length;

    /// <summary>Gets the epoch whose order the batches have.</summary>
    public int Epoch { get; private set; }

    /// <summary>Gets the positions of the texts in the encoded set, in the order of the epoch.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>
    /// Puts the texts in the order of an epoch, independently of what was read before. Allocates nothing.
    /// </summary>
    /// <param name="epoch">The number of the epoch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative.</exception>
    public void BeginEpoch(int epoch)
    {
        EpochOrder.Fill(_order, _seed, epoch);
        Epoch = epoch;
    }

    /// <summary>Gets the number of texts in a batch: B, or fewer for the last.</summary>
    /// <param name="index">The number of the batch, in [0, <see cref="BatchCount"/>).</param>
    /// <returns>The number of texts, at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public int SizeOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, BatchCount);
        return Math.Min(Batch, _order.Length - (index * Batch));
    }

    /// <summary>
    /// Writes a batch of b texts in the engine's column order: entry t*b + i is step t of text i. Allocates nothing.
    /// </summary>
    /// <param name="index">The number of the batch, in [0, <see cref="BatchCount"/>).</param>
    /// <param name="ids">Receives T*b word indices; elements beyond that stay unchanged.</param>
    /// <param name="labels">Receives b labels; may be longer.</param>
    /// <param name="lengths">
    /// Receives b numbers of words without padding, in [0, T]; may be longer. With padding at the front, the words are
    /// in the last steps, otherwise in the first.
    /// </param>
    /// <returns>The number of texts b in the batch, as <see cref="SizeOf"/> returns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public int GetBatch(int index, Span<int> ids, Span<int> labels, Span<int> lengths)
    {
        int size = SizeOf(index);
        if (ids.Length < Steps * size || labels.Length < size || lengths.Length < size)
        {
            throw new ArgumentException(
                $"Batch {index} has {size} texts of {Steps} steps; the spans hold {ids.Length} word indices, "
                + $"{labels.Length} labels and {lengths.Length} lengths.");
        }

        // The index of padding is 0.
        ids[..(Steps * size)].Clear();
        for (int i = 0; i < size; i++)
        {
            int text = _order[(index * Batch) + i];
            var words = _texts.WordsOf(text);
            int first = _texts.Options.Padding == SequenceSide.Pre ? Steps - words.Length : 0;
            for (int t = 0; t < words.Length; t++)
            {
                ids[((first + t) * size) + i] = words[t];
            }

            labels[i] = _texts.LabelOf(text);
            lengths[i] = words.Length;
        }

        return size;
    }
}
