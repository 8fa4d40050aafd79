using StRnn.Backends.Kernels;
using StRnn.Text.Classification;

namespace StRnn.Cli.Configuration;

/// <summary>A text classifier's shape.</summary>
internal sealed record ClassifierModelConfig
{
    public const string Last = "last";
    public const string Mean = "mean";
    public const string Logistic = "logistic";
    public const string HardSigmoid = "hard-sigmoid";

    public static readonly string[] Poolings = [Last, Mean];
    public static readonly string[] Gates = [Logistic, HardSigmoid];

    /// <summary>E.</summary>
    public int Width { get; init; } = 256;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 256;

    public string Pooling { get; init; } = Last;

    public string GateActivation { get; init; } = Logistic;

    /// <summary>The activation of the LSTM's candidate g; runs from before there was a choice had tanh.</summary>
    public string Candidate { get; init; } = CandidateNames.Tanh;

    /// <summary>Whether each gate's matrix has its own connections, pruning and regrowth.</summary>
    public bool SeparateGates { get; init; } = true;

    public bool MaskPadding { get; init; }

    /// <summary>p on the word vectors.</summary>
    public double DropoutInput { get; init; }

    /// <summary>p before the output layer.</summary>
    public double DropoutOutput { get; init; }

    /// <summary>r of U(-r, r) for the embedding.</summary>
    public double EmbeddingRange { get; init; } = 0.05;

    public double ForgetBias { get; init; } = 1;

    /// <summary>The shape in a few words.</summary>
    public string Summary => $"{Width} -> {Hidden} lstm, {Pooling}, {GateActivation} gates{CandidateNames.Suffix(Candidate)}";

    /// <summary>Declares the model.</summary>
    /// <param name="vocabularySize">V.</param>
    /// <param name="classes">C.</param>
    /// <exception cref="FormatException">A word stands for nothing.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public TextClassifier ToModel(int vocabularySize, int classes) => new(new TextClassifierOptions
    {
        VocabularySize = vocabularySize,
        Width = Width,
        Hidden = Hidden,
        Classes = classes,
        Pooling = Pooling switch
        {
            Last => SequencePooling.LastState,
            Mean => SequencePooling.Mean,
            _ => throw new FormatException($"there is no pooling '{Pooling}': use {string.Join(" or ", Poolings)}."),
        },
        GateActivation = GateActivation switch
        {
            Logistic => StRnn.Backends.Kernels.GateActivation.Logistic,
            HardSigmoid => StRnn.Backends.Kernels.GateActivation.HardSigmoid,
            _ => throw new FormatException($"there are no gates '{GateActivation}': use {string.Join(" or ", Gates)}."),
        },
        Candidate = CandidateNames.Parse(Candidate),
        SeparateGates = SeparateGates,
        MaskPadding = MaskPadding,
        InputDropout = (float)DropoutInput,
        OutputDropout = (float)DropoutOutput,
        EmbeddingRange = EmbeddingRange,
        ForgetBias = ForgetBias,
    });
}
