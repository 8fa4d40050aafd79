using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;
using StRnn.Text.Ngrams;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Ngrams;

public sealed class TrigramModelTests
{
    [Test]
    public void Probabilities_sum_to_one_after_every_history()
    {
        const int V = 12;
        int[] tokens = SkewedTokens(400, V - 2);
        var model = TrigramModel.Train(tokens, V);
        Assert.That(model.TrigramDiscounts, Is.Not.EqualTo((0.75, 0.75, 0.75)), "the estimated discounts are in use");
        for (int v = 0; v < V; v++)
        {
            double pairs = Enumerable.Range(0, V).Sum(w => model.Probability(v, w));
            Assert.That(pairs, Is.EqualTo(1).Within(1e-12), $"history {v}");
            for (int u = 0; u < V; u++)
            {
                double[] p = [.. Enumerable.Range(0, V).Select(w => model.Probability(u, v, w))];
                Assert.That(p.Sum(), Is.EqualTo(1).Within(1e-12), $"history {u} {v}");
                Assert.That(p, Is.All.GreaterThan(0));
            }
        }
    }

    [Test]
    public void A_small_text_gives_the_values_worked_out_by_hand()
    {
        // 0 1 0 1 0 2: trigrams 010 twice, 101 and 102 once. Every discount is 0.75 (no count is 3).
        // Bigrams by words before: 10, 01, 02 once each. Words by words before: 0, 1, 2 once each.
        var model = TrigramModel.Train([0, 1, 0, 1, 0, 2], 4);
        double unigram = (0.25 + (3 * 0.75 * 0.25)) / 3;
        double unseenWord = 3 * 0.75 * 0.25 / 3;
        double bigram = (0.25 + (2 * 0.75 * unigram)) / 2;
        double trigram = (0.25 + (1.5 * bigram)) / 2;
        Assert.That(model.Probability(0, 1), Is.EqualTo(bigram).Within(1e-15));
        Assert.That(model.Probability(1, 0, 1), Is.EqualTo(trigram).Within(1e-15));
        Assert.That(model.Probability(0, 3), Is.EqualTo(2 * 0.75 * unseenWord / 2).Within(1e-15));
        Assert.That(model.Probability(3, 3, 3), Is.EqualTo(unseenWord).Within(1e-15), "unseen histories pass down");

        double zeroAfterOne = 0.25 + (0.75 * unigram);
        double zeroAfterZeroOne = (2 - 0.75 + (0.75 * zeroAfterOne)) / 2;
        double expected = 1 / Math.Sqrt(bigram * zeroAfterZeroOne);
        Assert.That(model.Perplexity([0, 1, 0]), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Discounts_follow_the_counts_of_counts()
    {
        int[] tokens = SkewedTokens(3000, 15);
        var counts = new Dictionary<(int, int, int), int>();
        for (int i = 2; i < tokens.Length; i++)
        {
            var gram = (tokens[i - 2], tokens[i - 1], tokens[i]);
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        double N(int k) => counts.Values.Count(count => count == k);
        double y = N(1) / (N(1) + (2 * N(2)));
        var (one, two, three) = TrigramModel.Train(tokens, 15).TrigramDiscounts;
        Assert.That(one, Is.EqualTo(1 - (2 * y * N(2) / N(1))).Within(1e-12));
        Assert.That(two, Is.EqualTo(2 - (3 * y * N(3) / N(2))).Within(1e-12));
        Assert.That(three, Is.EqualTo(3 - (4 * y * N(4) / N(3))).Within(1e-12));
    }

    [Test]
    public void Lower_orders_count_contexts_and_not_occurrences()
    {
        // 9 follows only 8, though often; 1 follows many words, so after an unseen history 1 is more likely.
        var tokens = new List<int>();
        for (int i = 0; i < 30; i++)
        {
            tokens.AddRange([8, 9, 2 + (i % 6), 1]);
        }

        var model = TrigramModel.Train([.. tokens], 10);
        Assert.That(tokens.Count(id => id == 9), Is.EqualTo(tokens.Count(id => id == 1)));
        Assert.That(model.Probability(0, 0, 1), Is.GreaterThan(3 * model.Probability(0, 0, 9)));
    }

    [Test]
    public void Histories_run_on_over_the_end_of_a_sentence()
    {
        // End of sentence is 0; after "1 0" always 3, after "2 0" always 4.
        int[] tokens = [.. Enumerable.Repeat<int[]>([1, 0, 3, 2, 0, 4], 50).SelectMany(part => part)];
        var model = TrigramModel.Train(tokens, 5);
        Assert.That(model.Probability(1, 0, 3), Is.GreaterThan(0.9));
        Assert.That(model.Probability(2, 0, 3), Is.LessThan(0.1));
    }

    [Test]
    public void Perplexity_over_batches_scores_exactly_their_targets()
    {
        int[] tokens = SkewedTokens(503, 10);
        var model = TrigramModel.Train(SkewedTokens(1000, 10), 10);
        var batches = new TokenBatches(tokens, 4, 7);
        double sum = 0;
        int count = 0;
        for (int b = 0; b < 4; b++)
        {
            int[] stream = tokens[(b * 125)..((b + 1) * 125)];
            sum += Math.Log(model.Perplexity(stream)) * (stream.Length - 1);
            count += stream.Length - 1;
        }

        Assert.That(count, Is.EqualTo(batches.TargetCount));
        Assert.That(model.Perplexity(batches), Is.EqualTo(Math.Exp(sum / count)).Within(1e-9));
        Assert.That(
            model.Perplexity(new TokenBatches(tokens, 1, 7)), Is.EqualTo(model.Perplexity(tokens)).Within(1e-9));
    }

    [Test]
    public void Bad_input_is_refused()
    {
        Assert.That(() => TrigramModel.Train([0, 1], 2), Throws.TypeOf<CorpusException>());
        Assert.That(() => TrigramModel.Train([0, 1, 2], 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => TrigramModel.Train([-1, 1, 0], 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => TrigramModel.Train([0, 1, 0], (1 << 21) + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        var model = TrigramModel.Train([0, 1, 0], 2);
        Assert.That(() => model.Perplexity([0]), Throws.TypeOf<CorpusException>());
        Assert.That(() => model.Probability(0, 1, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.Probability(-1, 1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Ids_at_the_edge_of_the_range_stay_apart()
    {
        const int Last = (1 << 21) - 1;
        var model = TrigramModel.Train([Last, Last, Last, 0, Last, Last, Last], Last + 1);
        Assert.That(model.Probability(Last, Last, Last), Is.GreaterThan(model.Probability(Last, Last, 1)));
        Assert.That(model.Probability(Last, 0, Last), Is.GreaterThan(model.Probability(Last, 0, 0)));
    }

    [Test]
    public void Penn_treebank_gives_the_published_perplexity()
    {
        // Mikolov et al. 2011 report 148 for a Kneser-Ney trigram on this test set.
        var corpus = PtbDirectory.Read(SharedData.DirectoryOrIgnore("ptb"));
        var model = TrigramModel.Train(corpus.Train.ToArray(), corpus.Vocabulary.Count);
        Assert.That(model.Perplexity(corpus.Test.ToArray()), Is.InRange(146, 151));
    }

    [Test]
    public void Documentation_of_unseen_namespaces_is_harder_than_seen_text()
    {
        var corpus = RunningSdk.CorpusOrIgnore();
        var model = TrigramModel.Train(corpus.Train.ToArray(), corpus.Vocabulary.Count);
        double valid = model.Perplexity(corpus.Valid.ToArray());
        double test = model.Perplexity(corpus.Test.ToArray());
        TestContext.Out.WriteLine($"{DotNetDocsCorpus.Name}: trigram perplexity {valid:f2} valid, {test:f2} test");
        Assert.That(valid, Is.InRange(35, 75));
        Assert.That(test, Is.InRange(35, 85));
    }

    /// <summary>A fixed stream in which small ids are frequent, so that every count of counts occurs.</summary>
    private static int[] SkewedTokens(int count, int words)
    {
        uint state = 12345;
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            double uniform = state / 4294967296.0;
            tokens[i] = (int)(words * uniform * uniform);
        }

        return tokens;
    }
}
