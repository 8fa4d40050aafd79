using StRnn.Text.Classification;

namespace StRnn.Text.Tests.Classification;

public sealed class ClassificationBatchesTests
{
    // Words are their own indices: "1" is index 1.
    private static readonly WordIndex Digits =
        new(Enumerable.Range(1, 9).Select(i => $"{i}"), new WordTokenizer());

    [TestCase(SequenceSide.Pre, SequenceSide.Pre, "001 345")]
    [TestCase(SequenceSide.Post, SequenceSide.Pre, "100 345")]
    [TestCase(SequenceSide.Pre, SequenceSide.Post, "001 123")]
    [TestCase(SequenceSide.Post, SequenceSide.Post, "100 123")]
    public void Padding_and_truncation_have_a_side_each(SequenceSide padding, SequenceSide truncation, string expected)
    {
        var options = new SequenceOptions { Steps = 3, Padding = padding, Truncation = truncation };
        var batches = new ClassificationBatches(Encode(options, "1", "1 2 3 4 5"), batch: 2, seed: null);
        int[] ids = new int[6];
        int[] lengths = new int[2];
        batches.GetBatch(0, ids, new int[2], lengths);
        string Row(int text) => string.Concat(Enumerable.Range(0, 3).Select(t => ids[(t * 2) + text]));
        Assert.That($"{Row(0)} {Row(1)}", Is.EqualTo(expected));
        Assert.That(lengths, Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public void The_defaults_are_a_hundred_steps_filled_and_cut_at_the_front()
    {
        Assert.That(new SequenceOptions(), Is.EqualTo(new SequenceOptions
        {
            Steps = 100,
            Padding = SequenceSide.Pre,
            Truncation = SequenceSide.Pre,
        }));
    }

    [Test]
    public void Ids_are_time_major_and_the_last_batch_keeps_what_is_left()
    {
        var batches = new ClassificationBatches(
            Encode(new SequenceOptions { Steps = 2 }, "1 2", "3", "4 unseen"), batch: 2, seed: null);
        int[] ids = [-1, -1, -1, -1, -1];
        int[] labels = new int[2];
        int[] lengths = new int[2];
        Assert.That((batches.BatchCount, batches.Steps, batches.TextCount), Is.EqualTo((2, 2, 3)));

        Assert.That(batches.GetBatch(0, ids, labels, lengths), Is.EqualTo(2));
        Assert.That(ids, Is.EqualTo(new[] { 1, 0, 2, 3, -1 }));
        Assert.That(labels, Is.EqualTo(new[] { 0, 1 }));

        Assert.That(batches.GetBatch(1, ids, labels, lengths), Is.EqualTo(1));
        Assert.That(ids, Is.EqualTo(new[] { 0, 4, 2, 3, -1 }), "only T*1 entries are written");
        Assert.That((labels[0], lengths[0]), Is.EqualTo((2, 1)), "a dropped word does not count");
    }

    [Test]
    public void A_text_without_kept_words_is_all_padding()
    {
        var texts = Encode(new SequenceOptions { Steps = 2 }, "", "x");
        var batches = new ClassificationBatches(texts, batch: 2, seed: null);
        int[] ids = [9, 9, 9, 9];
        int[] lengths = [9, 9];
        batches.GetBatch(0, ids, new int[2], lengths);
        Assert.That(ids, Is.All.Zero);
        Assert.That(lengths, Is.All.Zero);
    }

    [Test]
    public void The_order_is_a_function_of_seed_and_epoch_alone()
    {
        var texts = Encode(new SequenceOptions { Steps = 1 }, [.. Enumerable.Repeat("1", 100)]);
        var straight = new ClassificationBatches(texts, 7, seed: 5);
        int[] first = straight.Order.ToArray();
        straight.BeginEpoch(1);
        straight.BeginEpoch(2);
        int[] third = straight.Order.ToArray();

        var resumed = new ClassificationBatches(texts, 7, seed: 5);
        Assert.That(resumed.Order.ToArray(), Is.EqualTo(first));
        resumed.BeginEpoch(2);
        Assert.That(resumed.Order.ToArray(), Is.EqualTo(third).And.Not.EqualTo(first));
        Assert.That(third.Order(), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(new ClassificationBatches(texts, 7, seed: 6).Order.ToArray(), Is.Not.EqualTo(first));
        Assert.That(
            new ClassificationBatches(texts, 7, seed: null).Order.ToArray(), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void The_order_is_the_same_on_every_machine()
    {
        // The numbers were computed by another implementation of Philox.
        var texts = Encode(new SequenceOptions { Steps = 1 }, [.. Enumerable.Repeat("1", 8)]);
        var batches = new ClassificationBatches(texts, 3, seed: 1);
        batches.BeginEpoch(3);
        Assert.That(batches.Order.ToArray(), Is.EqualTo(new[] { 5, 4, 3, 1, 0, 7, 6, 2 }));
    }

    [Test]
    public void Every_text_has_every_place_equally_often()
    {
        var batches = new ClassificationBatches(Encode(new SequenceOptions { Steps = 1 }, "1", "2", "3"), 1, seed: 1);
        int[] counts = new int[6];
        for (int epoch = 0; epoch < 6000; epoch++)
        {
            batches.BeginEpoch(epoch);
            counts[(batches.Order[0] * 2) + (batches.Order[1] > batches.Order[2] ? 1 : 0)]++;
        }

        // The standard deviation is 29.
        Assert.That(counts, Is.All.InRange(850, 1150));
    }

    [Test]
    public void Batches_hold_every_text_of_an_epoch_once()
    {
        var batches = new ClassificationBatches(
            Encode(new SequenceOptions { Steps = 4 }, [.. Enumerable.Range(0, 23).Select(i => $"{(i % 9) + 1}")]),
            5,
            seed: 3);
        int[] ids = new int[20];
        int[] labels = new int[5];
        int[] lengths = new int[5];
        var seen = new List<int>();
        for (int index = 0; index < batches.BatchCount; index++)
        {
            int size = batches.GetBatch(index, ids, labels, lengths);
            Assert.That(size, Is.EqualTo(batches.SizeOf(index)));
            for (int i = 0; i < size; i++)
            {
                seen.Add(labels[i]);
                Assert.That(ids[(3 * size) + i], Is.EqualTo((labels[i] % 9) + 1));
            }
        }

        Assert.That(seen.Order(), Is.EqualTo(Enumerable.Range(0, 23)));
    }

    [Test]
    public void Reading_and_shuffling_allocate_nothing()
    {
        var batches = new ClassificationBatches(Encode(new SequenceOptions { Steps = 2 }, "1", "2", "3"), 2, seed: 1);
        int[] ids = new int[4];
        int[] labels = new int[2];
        int[] lengths = new int[2];
        batches.GetBatch(0, ids, labels, lengths);
        long before = GC.GetAllocatedBytesForCurrentThread();
        batches.BeginEpoch(1);
        batches.GetBatch(0, ids, labels, lengths);
        batches.GetBatch(1, ids, labels, lengths);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        var texts = Encode(new SequenceOptions { Steps = 2 }, "1", "2");
        var batches = new ClassificationBatches(texts, 2, seed: 1);
        Assert.That(() => new ClassificationBatches(texts, 0, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ClassificationBatches(Encode(new SequenceOptions()), 1, 1), Throws.ArgumentException);
        Assert.That(
            () => batches.GetBatch(1, new int[4], new int[2], new int[2]),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => batches.GetBatch(0, new int[3], new int[2], new int[2]), Throws.ArgumentException);
        Assert.That(() => batches.GetBatch(0, new int[4], new int[1], new int[2]), Throws.ArgumentException);
        Assert.That(() => batches.GetBatch(0, new int[4], new int[2], new int[1]), Throws.ArgumentException);
        Assert.That(() => batches.BeginEpoch(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Encode(new SequenceOptions { Steps = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static EncodedTexts Encode(SequenceOptions options, params string[] texts)
        => EncodedTexts.Encode([.. texts.Select((text, i) => new LabelledText(text, i))], Digits, options);
}
