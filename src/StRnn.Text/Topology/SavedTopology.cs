using StRnn.Sparsity.Distance;
using StRnn.Tensors;
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

    /// <summary>Reads two models, so that they can be compared.</summary>
    /// <param name="first">A checkpoint.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="CheckpointException">A file is missing, damaged, or holds none of these models.</exception>
    public static (IReadOnlyList<LayerTopology> First, IReadOnlyList<LayerTopology> Second) ReadBoth(string first, string second)
    {
        using var one = new SavedPatterns(first);
        using var two = new SavedPatterns(second);

        // A sparse tensor does not store its width. A classifier's vectors are as wide as their last connection in either file says.
        int width = Math.Max(WidthOf(one), WidthOf(two));
        return (Read(one, width), Read(two, width));
    }

    private static List<LayerTopology> Read(SavedPatterns saved, int width)
    {
        var vectors = new LayerTopology(
            "embedding", width, [new TensorTopology(Embedding, saved.Read(Embedding, width).Transposed(), null)]);
        return saved.Contains(HighwayInput) ? Highway(saved, width, vectors) : Lstm(saved, width, vectors);
    }

    private static List<LayerTopology> Lstm(SavedPatterns saved, int width, LayerTopology vectors)
    {
        var layers = new List<LayerTopology> { vectors };
        for (int l = 0; saved.Contains(LstmInput(l)); l++)
        {
            int hidden = saved.RowsOf(LstmHidden(l)) / LstmGates;
            layers.Add(new LayerTopology($"lstm layer {l}", hidden, [
                new TensorTopology(LstmInput(l), saved.Read(LstmInput(l), width), l),
                new TensorTopology(LstmHidden(l), saved.Read(LstmHidden(l), hidden), l + 1),
            ]));
            width = hidden;
        }

        layers.Add(Output(saved, saved.Contains(Classifier) ? Classifier : LanguageDecoder, layers));
        return layers;
    }

    private static List<LayerTopology> Highway(SavedPatterns saved, int width, LayerTopology vectors)
    {
        int hidden = HiddenOf(saved);
        var tensors = new List<TensorTopology> { new(HighwayInput, saved.Read(HighwayInput, width), 0) };
        for (int l = 0; saved.Contains(HighwayHidden(l)); l++)
        {
            tensors.Add(new TensorTopology(HighwayHidden(l), saved.Read(HighwayHidden(l), hidden), 1));
        }

        // The carry path hands unit i from micro-layer to micro-layer, so that all of them are one hidden state.
        var layers = new List<LayerTopology> { vectors, new("rhn", hidden, tensors) };
        layers.Add(Output(saved, saved.Contains(LanguageDecoder) ? LanguageDecoder : Embedding, layers));
        return layers;
    }

    /// <summary>Words or classes, which have names.</summary>
    private static LayerTopology Output(SavedPatterns saved, string tensor, List<LayerTopology> layers) => new(
        tensor == Embedding ? "decoder (tied)" : tensor[..tensor.IndexOf('.', StringComparison.Ordinal)],
        saved.RowsOf(tensor),
        [new TensorTopology(tensor, saved.Read(tensor, layers[^1].Units), layers.Count - 1)],
        HasNamedUnits: true);

    private static int WidthOf(SavedPatterns saved)
    {
        int hidden = HiddenOf(saved);
        return saved.Contains(Classifier)
            ? Math.Max(saved.LeastColumnsOf(Embedding), saved.LeastColumnsOf(LstmInput(0)))
            : hidden;
    }

    private static int HiddenOf(SavedPatterns saved) => saved.Contains(HighwayInput) ? saved.RowsOf(HighwayInput) / HighwayGates
        : saved.Contains(LstmHidden(0)) ? saved.RowsOf(LstmHidden(0)) / LstmGates
        : throw new CheckpointException(
            $"'{saved.Path}' holds no model of this program: there is neither '{LstmHidden(0)}' nor '{HighwayInput}'. "
            + "Name a run's folder or a checkpoint of one.");

    private static string LstmInput(int layer) => $"lstm.weight_ih_l{layer}";

    private static string LstmHidden(int layer) => $"lstm.weight_hh_l{layer}";

    private static string HighwayHidden(int layer) => $"rhn.weight_hidden_d{layer}";
}
