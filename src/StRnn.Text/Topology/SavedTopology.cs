using StRnn.Sparsity.Distance;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Topology;

/// <summary>
/// Reads the layers of a model from the tensors of a checkpoint: LSTM and RHN language models, and text classifiers. In
/// the embedding, the neurons are the embedding's dimensions and the words their inputs, so its matrix is transposed. A
/// tied matrix is read twice: as the embedding, and as the decoder, which is a layer of its own.
/// </summary>
public static class SavedTopology
{
    private const string Embedding = "embedding.weight";
    private const string LanguageDecoder = "decoder.weight";
    private const string Classifier = "classifier.weight";
    private const string RhnInput = "rhn.weight_input";
    private const int LstmGates = 4;
    private const int RhnGates = 2;

    /// <summary>Reads the layers of a model.</summary>
    /// <param name="path">The path of the checkpoint.</param>
    /// <returns>The layers, each after those it reads.</returns>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged, or contains none of these models.
    /// </exception>
    public static IReadOnlyList<LayerTopology> Read(string path)
    {
        using var file = Checkpoint.Open(path);
        var saved = new PatternReader(file, path);
        if (!saved.Contains(LstmHidden(0)) && !saved.Contains(RhnInput))
        {
            throw new CheckpointException(
                $"'{path}' holds no model of this program: there is neither '{LstmHidden(0)}' nor '{RhnInput}'. "
                + "Give the folder or a checkpoint of a run.");
        }

        var words = saved.Read(Embedding);
        var connections = new TensorTopology(Embedding, words.Transposed(), null);
        var embedding = new LayerTopology("embedding", words.Columns, [connections]);
        return saved.Contains(RhnInput) ? Rhn(saved, embedding) : Lstm(saved, embedding);
    }

    private static List<LayerTopology> Lstm(PatternReader saved, LayerTopology embedding)
    {
        var layers = new List<LayerTopology> { embedding };
        for (int l = 0; saved.Contains(LstmInput(l)); l++)
        {
            layers.Add(new LayerTopology($"lstm layer {l}", saved.ShapeOf(LstmHidden(l)).Rows / LstmGates, [
                new TensorTopology(LstmInput(l), saved.Read(LstmInput(l)), l),
                new TensorTopology(LstmHidden(l), saved.Read(LstmHidden(l)), l + 1),
            ]));
        }

        string output = saved.Contains(Classifier) ? Classifier
            : saved.Contains(LanguageDecoder) ? LanguageDecoder
            : Embedding;
        layers.Add(Output(saved, output, layers));
        return layers;
    }

    private static List<LayerTopology> Rhn(PatternReader saved, LayerTopology embedding)
    {
        var tensors = new List<TensorTopology> { new(RhnInput, saved.Read(RhnInput), 0) };
        for (int l = 0; saved.Contains(RhnHidden(l)); l++)
        {
            tensors.Add(new TensorTopology(RhnHidden(l), saved.Read(RhnHidden(l)), 1));
        }

        // The carry path passes unit i from micro-layer to micro-layer, so all of them are one hidden state.
        var layers = new List<LayerTopology> { embedding, new("rhn", tensors[0].Pattern.Rows / RhnGates, tensors) };
        layers.Add(Output(saved, saved.Contains(LanguageDecoder) ? LanguageDecoder : Embedding, layers));
        return layers;
    }

    /// <summary>Reads the output layer, whose neurons are words or classes and thus have an identity.</summary>
    private static LayerTopology Output(PatternReader saved, string tensor, List<LayerTopology> layers) => new(
        tensor == Embedding ? "decoder (tied)" : tensor[..tensor.IndexOf('.', StringComparison.Ordinal)],
        saved.ShapeOf(tensor).Rows,
        [new TensorTopology(tensor, saved.Read(tensor), layers.Count - 1)],
        HasNamedUnits: true);

    private static string LstmInput(int layer) => $"lstm.weight_ih_l{layer}";

    private static string LstmHidden(int layer) => $"lstm.weight_hh_l{layer}";

    private static string RhnHidden(int layer) => $"rhn.weight_hidden_d{layer}";
}
