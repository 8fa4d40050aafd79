using StRnn.Backends.Reference;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;

namespace StRnn.Extensibility.Tests;

/// <summary>Streams of words take turns, however few threads there are.</summary>
[NonParallelizable]
public sealed class FairStreamTests
{
    private const int Streams = 16;
    private const int LongText = 400;
    private const int ShortText = 5;

    private ReferenceBackend<float> _backend = null!;
    private OpenedLanguageModel _model = null!;
    private (int Workers, int Ports) _most;
    private int _drawn;

    [SetUp]
    public void Prepare()
    {
        // As many threads as there are processors: the fewest that the pool accepts.
        ThreadPool.GetMaxThreads(out _most.Workers, out _most.Ports);
        Assert.That(ThreadPool.SetMaxThreads(Environment.ProcessorCount, _most.Ports));
        _backend = new ReferenceBackend<float>();
        var vocabulary = new Vocabulary(
            [Vocabulary.EndOfSentence, .. Enumerable.Range(0, 30).Select(i => $"word{i}")]);
        var model = new LstmLanguageModel(
            new LstmLanguageModelOptions { VocabularySize = vocabulary.Count, Hidden = 16, Layers = 1 });
        ModelInitializer.Initialize(_backend, model.Parameters, new UniformInitializer(density: 0.3), seed: 1);
        _model = new OpenedLanguageModel(_backend, model, vocabulary, ownsModel: true);
    }

    [TearDown]
    public void Free()
    {
        _model.Dispose();
        _backend.Dispose();
        ThreadPool.SetMaxThreads(_most.Workers, _most.Ports);
    }

    /// <summary>
    /// A short text that comes while long ones are drawn needs about as many turns as it has words: each of the others
    /// draws about as many meanwhile. Unfair, all threads would first end the streams that they are at.
    /// </summary>
    [Test]
    public async Task A_short_text_ends_long_before_the_streams_that_began_before_it()
    {
        var streams = Enumerable.Range(0, Streams).Select(seed => DrawAsync(LongText, seed)).ToArray();
        SpinWait.SpinUntil(() => Volatile.Read(ref _drawn) >= Streams);
        int before = Volatile.Read(ref _drawn);
        await DrawAsync(ShortText, Streams).ConfigureAwait(false);
        int meanwhile = Volatile.Read(ref _drawn) - before - ShortText;
        Assert.That(meanwhile, Is.LessThan(Streams * ShortText * 4), "words of the long texts");
        Assert.That(streams.Select(stream => stream.IsCompleted), Is.All.False);
        await Task.WhenAll(streams).ConfigureAwait(false);
        Assert.That(_drawn, Is.EqualTo((Streams * LongText) + ShortText));
    }

    private async Task DrawAsync(int words, int seed)
    {
        var options = new GenerationOptions { MaxWords = words, Seed = (ulong)seed };
        await foreach (string _ in _model.GenerateAsync("word1", options).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _drawn);
        }
    }
}
