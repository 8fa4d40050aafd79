using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Corpora;

public sealed class TokenBatchesTests
{
    [Test]
    public void Columns_are_time_major_and_targets_are_the_next_tokens()
    {
        // 11 tokens, 2 sequences of 5 (0..4 and 5..9), the last token is dropped; windows of 3 and 1 steps.
        var batches = new TokenBatches([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], batch: 2, steps: 3);
        int[] inputs = new int[6];
        int[] targets = new int[6];
        Assert.That((batches.StreamLength, batches.WindowCount, batches.TargetCount), Is.EqualTo((5, 2, 8)));

        Assert.That(batches.GetWindow(0, inputs, targets), Is.EqualTo(3));
        Assert.That(inputs, Is.EqualTo(new[] { 0, 5, 1, 6, 2, 7 }));
        Assert.That(targets, Is.EqualTo(new[] { 1, 6, 2, 7, 3, 8 }));

        Assert.That(batches.GetWindow(1, inputs, targets), Is.EqualTo(1));
        Assert.That(inputs, Is.EqualTo(new[] { 3, 8, 1, 6, 2, 7 }), "only the first column pair is written");
        Assert.That(targets, Is.EqualTo(new[] { 4, 9, 2, 7, 3, 8 }));
    }

    [TestCase(100, 1, 7)]
    [TestCase(100, 3, 11)]
    [TestCase(97, 20, 35)]
    [TestCase(71, 7, 1)]
    [TestCase(40, 20, 5)]
    public void Windows_cover_every_target_of_every_stream_once(int count, int batch, int steps)
    {
        int[] tokens = [.. Enumerable.Range(0, count)];
        var batches = new TokenBatches(tokens, batch, steps);
        int length = count / batch;
        int[] inputs = new int[batch * steps];
        int[] targets = new int[batch * steps];
        var seen = new List<int>[batch];
        for (int b = 0; b < batch; b++)
        {
            seen[b] = [];
        }

        for (int window = 0; window < batches.WindowCount; window++)
        {
            int windowSteps = batches.GetWindow(window, inputs, targets);
            Assert.That(windowSteps, Is.EqualTo(batches.StepsOf(window)).And.InRange(1, steps));
            for (int column = 0; column < windowSteps * batch; column++)
            {
                Assert.That(targets[column], Is.EqualTo(inputs[column] + 1));
                seen[column % batch].Add(targets[column]);
            }
        }

        for (int b = 0; b < batch; b++)
        {
            Assert.That(seen[b], Is.EqualTo(tokens.Skip(b * length).Take(length).Skip(1)));
            Assert.That(batches.Stream(b).ToArray(), Is.EqualTo(tokens.Skip(b * length).Take(length)));
        }
    }

    [TestCase(929_589, 1_328)]
    [TestCase(73_760, 106)]
    public void Penn_treebank_sizes_give_the_known_window_counts(int tokens, int windows)
    {
        Assert.That(new TokenBatches(new int[tokens], 20, 35).WindowCount, Is.EqualTo(windows));
    }

    [Test]
    public void Penn_treebank_epoch_reads_through()
    {
        var corpus = PtbDirectory.Read(SharedData.DirectoryOrIgnore("ptb"));
        var batches = new TokenBatches(corpus.Train, 20, 35);
        int[] inputs = new int[700];
        int[] targets = new int[700];
        long predicted = 0;
        for (int window = 0; window < batches.WindowCount; window++)
        {
            predicted += batches.GetWindow(window, inputs, targets) * 20;
        }

        Assert.That((batches.WindowCount, predicted), Is.EqualTo((1_328, (929_589 / 20 - 1) * 20L)));
        Assert.That(predicted, Is.EqualTo(batches.TargetCount));
    }

    [Test]
    public void Reading_a_window_allocates_nothing()
    {
        var batches = new TokenBatches(new int[1000], 4, 10);
        int[] inputs = new int[40];
        int[] targets = new int[40];
        batches.GetWindow(0, inputs, targets);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int window = 0; window < batches.WindowCount; window++)
        {
            batches.GetWindow(window, inputs, targets);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Too_few_tokens_name_what_is_needed()
    {
        Assert.That(
            () => new TokenBatches(new int[39], 20, 35),
            Throws.TypeOf<CorpusException>().With.Message.Contains("39 tokens").And.Message.Contains("40 tokens"));
        Assert.That(new TokenBatches(new int[40], 20, 35).WindowCount, Is.EqualTo(1));
    }

    [Test]
    public void Spans_that_are_too_short_are_refused()
    {
        var batches = new TokenBatches(new int[100], 2, 5);
        Assert.That(() => batches.GetWindow(0, new int[9], new int[10]), Throws.ArgumentException);
        Assert.That(() => batches.GetWindow(0, new int[10], new int[9]), Throws.ArgumentException);
        Assert.That(
            () => batches.GetWindow(10, new int[10], new int[10]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => batches.GetWindow(-1, new int[10], new int[10]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0, 5)]
    [TestCase(5, 0)]
    [TestCase(-1, 5)]
    public void Batch_and_steps_start_at_one(int batch, int steps)
    {
        Assert.That(() => new TokenBatches(new int[100], batch, steps), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
