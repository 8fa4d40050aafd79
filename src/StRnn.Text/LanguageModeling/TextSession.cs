using System.Runtime.CompilerServices;
using StRnn.Text.Corpora;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// A text in progress: what was fed and generated, the model's state after it, and so the distribution of the next
/// word. It holds no memory of a device and needs no Dispose. One caller uses a session at a time; different sessions
/// of a model may be used at once.
/// </summary>
public sealed class TextSession
{
    private readonly OpenedLanguageModel _model;
    private readonly WordSampler _sampler;
    private readonly List<int> _words = [];
    private readonly HashSet<int> _occurred = [];

    // The vocabulary has <unk> for them; a reader wants back what was written.
    private readonly Dictionary<int, string> _unknown = [];
    private uint _drawn;
    private int _isInUse;

    internal TextSession(OpenedLanguageModel model)
    {
        _model = model;
        _sampler = new WordSampler(model.Vocabulary.Count);
        State = new StreamState(model.Vocabulary.Count);
    }

    /// <summary>Gets the words so far, fed and generated, as the vocabulary has them.</summary>
    public IReadOnlyList<string> Words => [.. _words.Select(word => _model.Vocabulary[word])];

    /// <summary>Gets the words so far as readable text; fed words that the vocabulary lacks as they were fed.</summary>
    public string Text
        => Detokenizer.ToText(_words.Select((word, i) => _unknown.GetValueOrDefault(i, _model.Vocabulary[word])));

    /// <summary>Gets the state after the words so far.</summary>
    internal StreamState State { get; private set; }

    /// <summary>Reads a text, from where the session stands.</summary>
    /// <param name="text">Words, separated by white space.</param>
    /// <returns>The words that the vocabulary lacks, which were read as <c>&lt;unk&gt;</c>.</returns>
    /// <exception cref="ArgumentException">The text has no word.</exception>
    /// <exception cref="CorpusException">A word is not known, and the vocabulary has none for such words.</exception>
    public IReadOnlyList<string> Feed(string text)
    {
        int[] words = WordsOf(_model, text, out var unknown);
        string[] written = OpenedLanguageModel.Split(text);
        Alone(() =>
        {
            _model.Advance([State], words);
            for (int i = 0; i < words.Length; i++)
            {
                if (words[i] == _model.Vocabulary.UnknownId && written[i] != Vocabulary.Unknown)
                {
                    _unknown[_words.Count] = written[i];
                }

                Remember(words[i]);
            }

            return words.Length;
        });
        return unknown;
    }

    /// <summary>Gets the likeliest next words with their probabilities, softmax of the model's logits.</summary>
    /// <param name="count">The number of words.</param>
    /// <returns>The words, the likeliest first.</returns>
    /// <exception cref="InvalidOperationException">The session has read nothing yet.</exception>
    public IReadOnlyList<WordProbability> NextWords(int count = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Alone(() =>
        {
            RequireWords();
            var (probabilities, ranked) = _sampler.Distribution(State.Logits);
            return (IReadOnlyList<WordProbability>)
            [
                .. ranked.Take(count).Select(word => new WordProbability(_model.Vocabulary[word], probabilities[word])),
            ];
        });
    }

    /// <summary>Gets the probability that a word comes next.</summary>
    /// <param name="word">The word, as the vocabulary has it.</param>
    /// <exception cref="CorpusException">The vocabulary lacks the word, and has none for such words.</exception>
    /// <exception cref="InvalidOperationException">The session has read nothing yet.</exception>
    public double ProbabilityOf(string word)
    {
        int id = _model.Vocabulary.IdOf(word);
        return Alone(() =>
        {
            RequireWords();
            return _sampler.Distribution(State.Logits).Probabilities[id];
        });
    }

    /// <summary>Draws words, each of which the session has read when it is given.</summary>
    /// <param name="options">The way to draw; null for the defaults.</param>
    /// <returns>The words, drawn while they are enumerated.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The session has read nothing yet.</exception>
    public IEnumerable<string> Generate(GenerationOptions? options = null)
    {
        options ??= new GenerationOptions();
        options.Check();
        RequireWords();
        return Words(options);

        IEnumerable<string> Words(GenerationOptions options)
        {
            for (int i = 0; i < options.MaxWords; i++)
            {
                if (Next(options) is not { } word)
                {
                    yield break;
                }

                yield return word;
            }
        }
    }

    /// <summary>
    /// Draws words without blocking the caller, each given as soon as it is drawn. Streams take turns: each word waits
    /// in the thread pool's common queue, so that a short text is not held up by long ones.
    /// </summary>
    /// <param name="options">The way to draw; null for the defaults.</param>
    /// <param name="cancellation">Stops between two words; the session keeps those given so far.</param>
    /// <returns>The words.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The session has read nothing yet.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, while it is enumerated.</exception>
    public IAsyncEnumerable<string> GenerateAsync(
        GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new GenerationOptions();
        options.Check();
        RequireWords();
        return WordsAsync(options, cancellation);
    }

    /// <summary>Returns a session that has read the same words and goes its own way from here.</summary>
    public TextSession Fork()
        => Alone(() =>
        {
            var fork = new TextSession(_model) { State = State.Copy(), _drawn = _drawn };
            fork._words.AddRange(_words);
            fork._occurred.UnionWith(_occurred);
            foreach (var (at, word) in _unknown)
            {
                fork._unknown.Add(at, word);
            }

            return fork;
        });

    /// <summary>Forgets all words.</summary>
    public void Reset()
        => Alone(() =>
        {
            State = new StreamState(_model.Vocabulary.Count);
            _words.Clear();
            _occurred.Clear();
            _unknown.Clear();
            return _drawn = 0;
        });

    /// <summary>Reads a text as word numbers, at least one.</summary>
    /// <exception cref="ArgumentException">The text has no word.</exception>
    internal static int[] WordsOf(OpenedLanguageModel model, string text, out IReadOnlyList<string> unknown)
        => model.Encode(text, out unknown) is { Length: > 0 } words
            ? words
            : throw new ArgumentException("A text to read needs at least one word.", nameof(text));

    /// <summary>Draws a word, which the model reads, alone or with other sessions' words, before it is kept.</summary>
    /// <returns>The word's number; null if the text ends before it.</returns>
    internal int? Draw(GenerationOptions options)
    {
        int excluded = options.AllowsUnknown ? -1 : _model.Vocabulary.UnknownId ?? -1;
        int word = _sampler.Draw(State.Logits, options, (options.Seed, _drawn), excluded, _occurred);
        return options.StopWords.Contains(_model.Vocabulary[word]) ? null : word;
    }

    /// <summary>Keeps a drawn word that the model has read.</summary>
    internal void Keep(int word)
    {
        _drawn++;
        Remember(word);
    }

    private async IAsyncEnumerable<string> WordsAsync(
        GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int i = 0; i < options.MaxWords; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await Queued(() => Next(options), cancellation).ConfigureAwait(false) is not { } word)
            {
                yield break;
            }

            yield return word;
        }
    }

    /// <summary>
    /// Computes on the thread pool, behind everything that waits there already. <see cref="Task.Run(Action)"/> would
    /// put the next word of a stream into its thread's own queue, before the requests of others: a few streams would
    /// keep all threads until their last word.
    /// </summary>
    private static Task<TResult> Queued<TResult>(Func<TResult> compute, CancellationToken cancellation)
        => Task.Factory.StartNew(
            compute,
            cancellation,
            TaskCreationOptions.PreferFairness | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);

    private string? Next(GenerationOptions options)
        => Alone(() =>
        {
            if (Draw(options) is not { } word)
            {
                return null;
            }

            _model.Advance([State], [word]);
            Keep(word);
            return _model.Vocabulary[word];
        });

    private void Remember(int word)
    {
        _words.Add(word);
        _occurred.Add(word);
    }

    private void RequireWords()
    {
        if (_words.Count == 0)
        {
            throw new InvalidOperationException("The session has read nothing yet: Feed it at least one word.");
        }
    }

    private TResult Alone<TResult>(Func<TResult> act)
    {
        if (Interlocked.Exchange(ref _isInUse, 1) != 0)
        {
            throw new InvalidOperationException(
                "The session is in use by another call: open one session per caller, or wait for the call's end.");
        }

        try
        {
            return act();
        }
        finally
        {
            Volatile.Write(ref _isInUse, 0);
        }
    }
}

/// <summary>A word with its probability.</summary>
/// <param name="Word">The word, as the vocabulary has it.</param>
/// <param name="Probability">The probability, in [0, 1].</param>
public readonly record struct WordProbability(string Word, double Probability);
