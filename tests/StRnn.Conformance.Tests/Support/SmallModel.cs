using StRnn.Backends;
using StRnn.Layers;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;

namespace StRnn.Conformance.Tests.Support;

/// <summary>Models of a few units with random weights.</summary>
internal static class SmallModel
{
    private const int Words = 20;

    private static readonly WordIndex Index = new(
        Enumerable.Range(1, Words - 1).Select(word => $"w{word}"), new WordTokenizer());

    public static Owned<LanguageModel> Language(IBackend backend, bool rhn, bool sparse) => new(
        backend,
        rhn
            ? new RhnLanguageModel(new RhnLanguageModelOptions
            {
                VocabularySize = Words,
                Hidden = 9,
                Depth = 2,
                EmbeddingRange = 1,
                RecurrentRange = 0.6,
            })
            : new LstmLanguageModel(new LstmLanguageModelOptions
            {
                VocabularySize = Words,
                Hidden = 9,
                Layers = 2,
                EmbeddingRange = 1,
                RecurrentRange = 0.6,
            }),
        sparse);

    public static Owned<TextClassifier> Classifier(IBackend backend, bool sparse) => new(
        backend,
        new TextClassifier(new TextClassifierOptions
        {
            VocabularySize = Words,
            Width = 6,
            Hidden = 7,
            Classes = 3,
            EmbeddingRange = 1,
        }),
        sparse);

    public static EncodedTexts Encode(string text)
        => EncodedTexts.Encode([new LabelledText(text, 0)], Index, new SequenceOptions { Steps = 4 });

    /// <summary>A model that is disposed with its weights.</summary>
    internal sealed class Owned<TModel> : IDisposable
        where TModel : Layer
    {
        public Owned(IBackend backend, TModel model, bool sparse)
        {
            Model = model;
            ModelInitializer.Initialize(
                backend, model.Parameters, sparse ? new UniformInitializer(0.5) : null, seed: 3);
        }

        public TModel Model { get; }

        public void Dispose()
        {
            foreach (var parameter in Model.Parameters)
            {
                parameter.Dispose();
            }
        }
    }
}
