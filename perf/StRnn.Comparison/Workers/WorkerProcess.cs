using System.Diagnostics;
using System.Globalization;
using StRnn.Performance;
using StRnn.Tensors;

namespace StRnn.Comparison.Workers;

/// <summary>A process that speaks the workers' protocol: ours or a peer's.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts our own worker, in a process of its own so that its peak memory means something.</summary>
    /// <param name="options">The worker's task.</param>
    public static WorkerProcess Ours(WorkerOptions options)
        => Start(Environment.ProcessPath!, ["worker", .. options.ToArguments()], []);

    /// <summary>Starts the worker of another build of this project, older or newer.</summary>
    /// <param name="checkout">A checkout that <c>./build.sh build</c> has built.</param>
    /// <param name="options">The worker's task.</param>
    public static WorkerProcess OfBuild(string checkout, WorkerOptions options)
        => Start(ProgramOf(checkout), ["worker", .. options.ToArguments()], []);

    /// <summary>Returns the path of a build's comparison program.</summary>
    /// <param name="checkout">The checkout.</param>
    public static string ProgramOf(string checkout) => Path.GetFullPath(Path.Combine(
        checkout, "artifacts", "bin", "StRnn.Comparison", "release", Path.GetFileName(Environment.ProcessPath!)));

    /// <summary>Starts the PyTorch peer; null where it was not built.</summary>
    /// <param name="peers">The folder of the built peers.</param>
    /// <param name="options">The worker's task.</param>
    public static WorkerProcess? PyTorch(string peers, WorkerOptions options)
    {
        string program = Path.GetFullPath(Path.Combine(peers, "torch", "torch-peer"));
        string shim = Path.GetFullPath(Path.Combine(peers, "torch", "shim.so"));
        if (!File.Exists(program))
        {
            return null;
        }

        return Start(
            program, options.ToArguments(), File.Exists(shim) ? [KeyValuePair.Create("LD_PRELOAD", shim)] : []);
    }

    public double[] Run(int count)
        => [.. Ask(FormattableString.Invariant($"run {count}")).Split(' ').Select(
            text => double.Parse(text, CultureInfo.InvariantCulture))];

    public long PeakResidentBytes() => long.Parse(Ask("rss"), CultureInfo.InvariantCulture);

    public long Allocated(int count)
        => long.Parse(Ask(FormattableString.Invariant($"allocated {count}")), CultureInfo.InvariantCulture);

    public string Version() => Ask("version");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private static WorkerProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var worker = new WorkerProcess(Process.Start(start)!);
        if (worker.Read() != "ready")
        {
            throw new InvalidOperationException(
                $"{Path.GetFileName(program)} did not start; its own message is above.");
        }

        return worker;
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return Read();
    }

    private string Read()
        => _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException(
                $"{_process.StartInfo.FileName} ended early; its own message is above.");
}

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
/// <param name="Weights">The form of the weights of <c>infer</c>; no peer knows it.</param>
/// <param name="UnitConnections">True for connections between units; no peer knows them.</param>
internal sealed record WorkerOptions(
    string Mode,
    int Hidden,
    double Density,
    int Threads,
    int Vocabulary = PaperModel.Vocabulary,
    int Batch = PaperModel.Batch,
    int Steps = PaperModel.Steps,
    int Depth = 0,
    WeightStorage Weights = WeightStorage.Float32,
    bool UnitConnections = false)
{
    public const string Train = "train";
    public const string Classify = "classify";
    public const string ClassifyText = "classify-text";
    public const string Infer = "infer";
    public const string Update = "update";
    public const string Layer = "layer";

    /// <summary>
    /// Formats the command line that both our worker and, but for what is ours alone, the PyTorch peer understand.
    /// </summary>
    public string[] ToArguments()
    {
        string model = FormattableString.Invariant($"--hidden {Hidden} --density {Density} --vocabulary {Vocabulary}");
        string size = FormattableString.Invariant($"--batch {Batch} --steps {Steps} --depth {Depth}");
        string ours = (Weights == WeightStorage.Float32 ? string.Empty : $" --weights {Weights}")
            + (UnitConnections ? " --unit-connections" : string.Empty);
        return FormattableString.Invariant($"{Mode} --threads {Threads} {model} {size}{ours}").Split(' ');
    }
}
