using StRnn.Layers;
using StRnn.Layers.Cells;
using StRnn.Sparsity.Distance;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Topology;

/// <summary>
/// Reads the layers of a model from the tensors of a checkpoint: language models, of stacked cells and RHN, and text
/// classifiers of one direction. In the embedding, the neurons are the embedding's dimensions and the words their
/// inputs, so its matrix is transposed. A tied matrix is read twice: as the embedding, and as the decoder, which is a
/// layer of its own.
/// </summary>
public static class SavedTopology
{
    private const string Embedding = "embedding.weight";
    private const string LanguageDecoder = "decoder.weight";
    private const string Classifier = "classifier.weight";
    private const string RhnInput = "rhn.weight_input";
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
        var cell = CellCatalog.All.FirstOrDefault(one => saved.Contains(Input(one, 0)));
        if (cell is null && !saved.Contains(RhnInput))
        {
            string keys = string.Join(", ", CellCatalog.All.Select(one => $"'{Input(one, 0)}'"));
            throw new CheckpointException(
                $"'{path}' holds no model of this program: there is neither one of {keys} nor '{RhnInput}'. "
                + "Give the folder or a checkpoint of a run.");
        }

        if (cell is not null && saved.Contains($"{Input(cell, 0)}_reverse"))
        {
            throw new CheckpointException(
                $"'{path}' holds layers that read in both directions: topologies are compared of one direction only.");
        }

        var words = saved.Read(Embedding);
        var connections = new TensorTopology(Embedding, words.Transposed(), null);
        var embedding = new LayerTopology("embedding", words.Columns, [connections]);
        return cell is null ? Rhn(saved, embedding) : Stacked(saved, cell, embedding);
    }

    private static List<LayerTopology> Stacked(PatternReader saved, RecurrentCell cell, LayerTopology embedding)
    {
        var layers = new List<LayerTopology> { embedding };
        for (int l = 0; saved.Contains(Input(cell, l)); l++)
        {
            int reader = l;
            layers.Add(new LayerTopology(
                $"{cell.Name} layer {l}", saved.ShapeOf(Input(cell, l)).Rows / cell.Gates.Count, [
                    new TensorTopology(Input(cell, l), saved.Read(Input(cell, l)).WithBlocks(acrossGates: true), l),
                    .. cell.RecurrentWeights.Select(part => $"{cell.Name}.{part}_l{reader}").Select(
                        name => new TensorTopology(
                            name, saved.Read(name).WithBlocks(acrossGates: true), reader + 1)),
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
        var tensors = new List<TensorTopology> { new(RhnInput, saved.Read(RhnInput).WithBlocks(acrossGates: true), 0) };
        for (int l = 0; saved.Contains(RhnHidden(l)); l++)
        {
            tensors.Add(new TensorTopology(RhnHidden(l), saved.Read(RhnHidden(l)).WithBlocks(acrossGates: true), 1));
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
        [new TensorTopology(tensor, saved.Read(tensor).WithBlocks(acrossGates: false), layers.Count - 1)],
        HasNamedUnits: true);

    private static string Input(RecurrentCell cell, int layer) => $"{cell.Name}.weight_ih_l{layer}";

    private static string RhnHidden(int layer) => $"rhn.weight_hidden_d{layer}";
}
