using System.Diagnostics;
using System.Globalization;

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

    /// <summary>Starts the PyTorch peer; null where it was not built.</summary>
    /// <param name="peers">Where the peers were built.</param>
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
