namespace StRnn.Comparison.Workers;

/// <summary>What a worker process does and how large its model is: two LSTM layers, one alone, or a recurrent highway network.</summary>
/// <param name="Mode"><c>train</c>, <c>classify</c> and <c>classify-text</c> (words uniform, or repeated as in texts), <c>infer</c>, <c>update</c> or <c>layer</c>.</param>
/// <param name="Hidden">H.</param>
/// <param name="Density">nnz / (rows * columns) of every matrix; 1 is dense.</param>
/// <param name="Threads">Threads of the backend.</param>
/// <param name="Vocabulary">V.</param>
/// <param name="Batch">B.</param>
/// <param name="Steps">T.</param>
/// <param name="Depth">D of a recurrent highway network; 0 for two LSTM layers.</param>
internal sealed record WorkerOptions(
    string Mode, int Hidden, double Density, int Threads, int Vocabulary = 10_000, int Batch = 20, int Steps = 35, int Depth = 0)
{
    public const string Train = "train";
    public const string Classify = "classify";
    public const string ClassifyText = "classify-text";
    public const string Infer = "infer";
    public const string Update = "update";
    public const string Layer = "layer";

    /// <summary>The command line that both our worker and the PyTorch peer understand.</summary>
    public string[] ToArguments()
        => FormattableString.Invariant(
            $"{Mode} --hidden {Hidden} --density {Density} --threads {Threads} --vocabulary {Vocabulary} --batch {Batch} --steps {Steps} --depth {Depth}")
            .Split(' ');
}
