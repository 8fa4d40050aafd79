using StRnn.Backends;
using StRnn.Layers;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Classification;
using StRnn.Training;

namespace StRnn.OpenCL.Tests.Support;

/// <summary>Small models of the three kinds, and of two of them with connections between units.</summary>
internal static class Models
{
    public const string Lstm = "lstm";
    public const string Rhn = "rhn";
    public const string Classifier = "classifier";

    public const string LstmOfUnits = "lstm of units";
    public const string RhnOfUnits = "rhn of units";

    public static readonly string[] All = [Lstm, Rhn, Classifier];

    public static readonly string[] OfUnits = [LstmOfUnits, RhnOfUnits];

    public static readonly string[] AllAndOfUnits = [.. All, .. OfUnits];

    private const int TextSteps = 9;
    private const ulong Seed = 3;

    /// <summary>Creates the training steps of a model, from the same seed on every backend.</summary>
    public static StepRunner Create(IBackend backend, string kind)
    {
        var initializer = new UniformInitializer(0.4);
        if (kind == Classifier)
        {
            return CreateClassifier(backend, TextSteps);
        }

        // Rates at which each learns within two hundred steps, and neither diverges.
        var task = NewTask(backend, kind);
        var optimizer = new SgdMomentum(backend, momentum: 0.9, weightDecay: 1e-6, clipNorm: 1);
        return new StepRunner(backend, task, initializer, optimizer, kind is Rhn or RhnOfUnits ? 0.4 : 1, Seed);
    }

    /// <summary>Creates the classifier on texts of so many words.</summary>
    public static StepRunner CreateClassifier(IBackend backend, int steps)
        => new(
            backend, NewTextTask(backend, steps), new UniformInitializer(0.4), new Adam(backend), learningRate: 0.01,
            Seed);

    /// <summary>Creates the task of a model, to be trained by a method.</summary>
    public static ITrainingTask NewTask(IBackend backend, string kind)
        => kind == Classifier ? NewTextTask(backend, TextSteps)
            : new SequenceTask(
                backend,
                hidden: 24,
                dropout: 0.1f,
                rhn: kind is Rhn or RhnOfUnits,
                connections: OfUnits.Contains(kind) ? new UnitConnections() : null);

    /// <summary>Creates a task of random words, and among them one that says the class.</summary>
    private static TextClassificationTask NewTextTask(IBackend backend, int steps)
    {
        const int Words = 40;
        const int Classes = 3;
        const int Texts = 48;
        var random = new RandomSequence(Seed, 1, 0);
        var texts = new List<LabelledText>();
        for (int text = 0; text < Texts; text++)
        {
            string[] words = [.. Enumerable.Range(0, steps).Select(_ => $"w{random.NextInt64(Words)}")];
            words[random.NextInt64(steps)] = $"class{text % Classes}";
            texts.Add(new LabelledText(string.Join(' ', words), text % Classes));
        }

        string[] vocabulary = [.. Enumerable.Range(0, Words).Select(word => $"w{word}"),
            .. Enumerable.Range(0, Classes).Select(label => $"class{label}")];
        var encoded = EncodedTexts.Encode(
            texts, new WordIndex(vocabulary, new WordTokenizer()), new SequenceOptions { Steps = steps });
        var model = new TextClassifier(
            new TextClassifierOptions
            {
                VocabularySize = vocabulary.Length + 1,
                Width = 24,
                Hidden = 20,
                Classes = Classes,
            });
        return new TextClassificationTask(backend, model, encoded, encoded, encoded, batch: 6, Seed);
    }

    /// <summary>
    /// Computes how far the losses of two backends may lie apart after so many steps, relative to the loss. A
    /// pre-activation is a sum of n numbers, wrong by γ_n relative (Higham, section 3.1); it passes T steps of L
    /// layers, whose slopes do not exceed 1, and each update carries the error of the step before along. Two backends
    /// err independently.
    /// </summary>
    public static double LossTolerance(int step)
    {
        const double Unit = 1.0 / (1 << 24);
        const int Terms = 2 * 24;
        const int Depth = 3 * TextSteps;
        return 2 * (step + 1) * Depth * (Terms * Unit);
    }
}
