using StRnn.Sparsity.Distance;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Topology;

/// <summary>
/// The layers of a model in a checkpoint, from its tensors alone: LSTM and highway language models, and text classifiers. Word vectors are
/// neurons that words feed: their matrix is transposed. A tied table is both, and its decoder's side is a layer of its own.
/// </summary>
public static class SavedTopology
{
    private const string Embedding = "embedding.weight";
    private const string LanguageDecoder = "decoder.weight";
    private const string Classifier = "classifier.weight";
    private const string HighwayInput = "rhn.weight_input";
    private const int LstmGates = 4;
    private const int HighwayGates = 2;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or holds none of these models.</exception>
    public static IReadOnlyList<LayerTopology> Read(string path)
    {
        using var file = Checkpoint.Open(path);
        var saved = new PatternReader(file, path);
        if (!saved.Contains(LstmHidden(0)) && !saved.Contains(HighwayInput))
        {
            throw new CheckpointException(
                $"'{path}' holds no model of this program: there is neither '{LstmHidden(0)}' nor '{HighwayInput}'. "
                + "Name a run's folder or a checkpoint of one.");
        }

        var words = saved.Read(Embedding);
        var vectors = new LayerTopology("embedding", words.Columns, [new TensorTopology(Embedding, words.Transposed(), null)]);
        return saved.Contains(HighwayInput) ? Highway(saved, vectors) : Lstm(saved, vectors);
    }

    private static List<LayerTopology> Lstm(PatternReader saved, LayerTopology vectors)
    {
        var layers = new List<LayerTopology> { vectors };
        for (int l = 0; saved.Contains(LstmInput(l)); l++)
        {
            layers.Add(new LayerTopology($"lstm layer {l}", saved.ShapeOf(LstmHidden(l)).Rows / LstmGates, [
                new TensorTopology(LstmInput(l), saved.Read(LstmInput(l)), l),
                new TensorTopology(LstmHidden(l), saved.Read(LstmHidden(l)), l + 1),
            ]));
        }

        layers.Add(Output(saved, saved.Contains(Classifier) ? Classifier : LanguageDecoder, layers));
        return layers;
    }

    private static List<LayerTopology> Highway(PatternReader saved, LayerTopology vectors)
    {
        var tensors = new List<TensorTopology> { new(HighwayInput, saved.Read(HighwayInput), 0) };
        for (int l = 0; saved.Contains(HighwayHidden(l)); l++)
        {
            tensors.Add(new TensorTopology(HighwayHidden(l), saved.Read(HighwayHidden(l)), 1));
        }

        // The carry path hands unit i from micro-layer to micro-layer, so that all of them are one hidden state.
        var layers = new List<LayerTopology> { vectors, new("rhn", tensors[0].Pattern.Rows / HighwayGates, tensors) };
        layers.Add(Output(saved, saved.Contains(LanguageDecoder) ? LanguageDecoder : Embedding, layers));
        return layers;
    }

    /// <summary>Words or classes, which have names.</summary>
    private static LayerTopology Output(PatternReader saved, string tensor, List<LayerTopology> layers) => new(
        tensor == Embedding ? "decoder (tied)" : tensor[..tensor.IndexOf('.', StringComparison.Ordinal)],
        saved.ShapeOf(tensor).Rows,
        [new TensorTopology(tensor, saved.Read(tensor), layers.Count - 1)],
        HasNamedUnits: true);

    private static string LstmInput(int layer) => $"lstm.weight_ih_l{layer}";

    private static string LstmHidden(int layer) => $"lstm.weight_hh_l{layer}";

    private static string HighwayHidden(int layer) => $"rhn.weight_hidden_d{layer}";
}
