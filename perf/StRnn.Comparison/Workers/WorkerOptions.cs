using StRnn.Performance;

namespace StRnn.Comparison.Workers;

/// <summary>The task of a worker process and the size of its model: two LSTM layers, one alone, or an RHN.</summary>
/// <param name="Mode">
/// <c>train</c>, <c>classify</c> and <c>classify-text</c> (words uniform, or repeated as in texts), <c>infer</c>,
/// <c>update</c> or <c>layer</c>.
/// </param>
/// <param name="Hidden">H.</param>
/// <param name="Density">nnz / (rows * columns) of every matrix; 1 is dense.</param>
/// <param name="Threads">Threads of the backend.</param>
/// <param name="Vocabulary">V.</param>
/// <param name="Batch">B.</param>
/// <param name="Steps">T.</param>
/// <param name="Depth">D of an RHN; 0 for two LSTM layers.</param>
internal sealed record WorkerOptions(
    string Mode,
    int Hidden,
    double Density,
    int Threads,
    int Vocabulary = PaperModel.Vocabulary,
    int Batch = PaperModel.Batch,
    int Steps = PaperModel.Steps,
    int Depth = 0)
{
    public const string Train = "train";
    public const string Classify = "classify";
    public const string ClassifyText = "classify-text";
    public const string Infer = "infer";
    public const string Update = "update";
    public const string Layer = "layer";

    /// <summary>Formats the command line that both our worker and the PyTorch peer understand.</summary>
    public string[] ToArguments()
    {
        string model = FormattableString.Invariant($"--hidden {Hidden} --density {Density} --vocabulary {Vocabulary}");
        string size = FormattableString.Invariant($"--batch {Batch} --steps {Steps} --depth {Depth}");
        return FormattableString.Invariant($"{Mode} --threads {Threads} {model} {size}").Split(' ');
    }
}
