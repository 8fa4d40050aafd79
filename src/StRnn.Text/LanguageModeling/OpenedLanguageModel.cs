using System.Runtime.CompilerServices;
using StRnn.Backends;
using StRnn.Text.Corpora;
using StRnn.Text.Inference;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// A trained language model with its vocabulary, to complete texts: at once, word by word, many together, or in
/// sessions that remember what they read. Any number of threads may use it at a time, each with its own texts and
/// sessions.
/// </summary>
/// <remarks>
/// A text is read as words separated by white space, in the way of the corpus that the model learnt from; a word that
/// the vocabulary lacks is tried in lower case, and else read as <see cref="Vocabulary.Unknown"/>.
/// </remarks>
public sealed class OpenedLanguageModel : IDisposable
{
    private readonly InferencePool<LanguageModel> _pool;
    private readonly bool _ownsModel;

    /// <summary>Initializes a new instance of the <see cref="OpenedLanguageModel"/> class.</summary>
    /// <param name="backend">The backend that holds the model's weights; it stays the caller's.</param>
    /// <param name="model">A model with weights, which do not change while it is in use.</param>
    /// <param name="vocabulary">The words of the model.</param>
    /// <param name="ownsModel">True if disposing this frees the weights.</param>
    /// <param name="threads">
    /// The threads of each computation on a CPU; 1, the default, suits many callers at once, and 0 (one per processor)
    /// a single one of a large model. Results do not depend on it.
    /// </param>
    /// <exception cref="ArgumentException">Model and vocabulary differ in their number of words.</exception>
    public OpenedLanguageModel(
        IBackend backend, LanguageModel model, Vocabulary vocabulary, bool ownsModel = false, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        Vocabulary = vocabulary ?? throw new ArgumentNullException(nameof(vocabulary));
        if (model.VocabularySize != vocabulary.Count)
        {
            throw new ArgumentException(
                $"The model has {model.VocabularySize} words, the vocabulary {vocabulary.Count}: use the vocabulary "
                + "that the model was trained with.",
                nameof(vocabulary));
        }

        _pool = new InferencePool<LanguageModel>(backend, model, threads);
        _ownsModel = ownsModel;
    }

    /// <summary>Gets the model.</summary>
    public LanguageModel Model => _pool.Model;

    /// <summary>Gets the words of the model.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Opens a session, which has read nothing yet. It needs no Dispose.</summary>
    public TextSession OpenSession() => new(this);

    /// <summary>Completes a text.</summary>
    /// <param name="prompt">The text to go on with, at least one word.</param>
    /// <param name="options">The way to draw words; null for the defaults.</param>
    /// <returns>
    /// The prompt and its continuation, as readable text; words of the prompt that the vocabulary lacks as they stand
    /// there.
    /// </returns>
    /// <exception cref="ArgumentException">The prompt has no word, or an option is out of its range.</exception>
    public string Complete(string prompt, GenerationOptions? options = null)
    {
        var session = OpenSession();
        session.Feed(prompt);
        foreach (string word in session.Generate(options))
        {
            _ = word;
        }

        return session.Text;
    }

    /// <summary>
    /// Completes texts together, which is faster than one after the other: each step computes a word of all of them.
    /// </summary>
    /// <param name="prompts">The texts, each of at least one word.</param>
    /// <param name="options">
    /// The way to draw words; null for the defaults. Text i is drawn with the seed <see cref="GenerationOptions.Seed"/>
    /// + i, as <see cref="Complete"/> would with that seed.
    /// </param>
    /// <param name="cancellation">Stops between two words.</param>
    /// <returns>The prompts with their continuations, in their order.</returns>
    /// <exception cref="ArgumentException">A prompt has no word, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> CompleteAll(
        IEnumerable<string> prompts, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        options ??= new GenerationOptions();
        options.Check();
        TextSession[] sessions = [.. prompts.Select(prompt =>
        {
            var session = OpenSession();
            session.Feed(prompt);
            return session;
        })];
        var open = sessions.Select((session, i) => (session, options: options with { Seed = options.Seed + (ulong)i }))
            .ToList();
        for (int word = 0; word < options.MaxWords && open.Count > 0; word++)
        {
            cancellation.ThrowIfCancellationRequested();
            var drawn = open.Select(each => (each.session, each.options, word: each.session.Draw(each.options)))
                .Where(each => each.word is not null)
                .ToList();
            Advance([.. drawn.Select(each => each.session.State)], [.. drawn.Select(each => each.word!.Value)]);
            drawn.ForEach(each => each.session.Keep(each.word!.Value));
            open = drawn.ConvertAll(each => (each.session, each.options));
        }

        return [.. sessions.Select(session => session.Text)];
    }

    /// <summary>
    /// Completes a text without blocking the caller, and gives each word as soon as it is drawn.
    /// </summary>
    /// <param name="prompt">The text to go on with, at least one word.</param>
    /// <param name="options">The way to draw words; null for the defaults.</param>
    /// <param name="cancellation">Stops between two words.</param>
    /// <returns>
    /// The words that follow the prompt, as the vocabulary has them; the same ones each time they are enumerated.
    /// </returns>
    /// <exception cref="ArgumentException">The prompt has no word, or an option is out of its range.</exception>
    public IAsyncEnumerable<string> GenerateAsync(
        string prompt, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new GenerationOptions();
        options.Check();
        _ = TextSession.WordsOf(this, prompt, out _);
        return WordsAsync(prompt, options, cancellation);
    }

    /// <summary>Reads a text as word numbers.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unknown">The words that the vocabulary lacks.</param>
    /// <returns>The numbers.</returns>
    /// <exception cref="CorpusException">A word is not known, and the vocabulary has none for such words.</exception>
    public int[] Encode(string text, out IReadOnlyList<string> unknown)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = Split(text);

        // Many corpora are lower case: a capital is forgiven.
        string[] read =
            [.. words.Select(word => Vocabulary.TryGetId(word, out _) ? word : word.ToLowerInvariant())];
        unknown = [.. read.Where(word => !Vocabulary.TryGetId(word, out _))];
        return Vocabulary.Encode(read);
    }

    /// <summary>Splits a text into words by white space, as <see cref="Encode"/> reads it.</summary>
    internal static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Frees what predictions were computed with, and the weights if they are its own.</summary>
    public void Dispose()
    {
        _pool.Dispose();
        if (_ownsModel)
        {
            foreach (var parameter in Model.Parameters)
            {
                parameter.Dispose();
            }
        }
    }

    private async IAsyncEnumerable<string> WordsAsync(
        string prompt, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var session = OpenSession();
        await Task.Run(() => session.Feed(prompt), cancellation).ConfigureAwait(false);
        await foreach (string word in session.GenerateAsync(options, cancellation).ConfigureAwait(false))
        {
            yield return word;
        }
    }

    /// <summary>Reads words of one or more sessions, T*B ordered by time step.</summary>
    internal void Advance(StreamState[] streams, int[] words)
        => _pool.Use(context =>
        {
            WindowRunner.Advance(context, words, streams);
            return words.Length;
        });
}
