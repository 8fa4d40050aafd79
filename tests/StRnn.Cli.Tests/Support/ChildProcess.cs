using System.Diagnostics;

namespace StRnn.Cli.Tests.Support;

/// <summary>The built program as a process of its own, for everything that ends a process.</summary>
public sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ChildProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public static ChildProcess Start(params string[] args) => Start(new Dictionary<string, string?>(), args);

    /// <summary>Starts it with other values of environment variables.</summary>
    public static ChildProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        string program = Path.Combine(
            AppContext.BaseDirectory, "StRnn.Cli" + (OperatingSystem.IsWindows() ? ".exe" : string.Empty));
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Waits until something is true; fails when the process ends before.</summary>
    public void WaitUntil(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(
                _process.HasExited, Is.False,
                $"it ended before {what}: {(_process.HasExited ? _error.Result : string.Empty)}");
            Assert.That(watch.Elapsed, Is.LessThan(Patience), $"it took too long until {what}");
            Thread.Sleep(2);
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>
    /// Sends what Ctrl+C sends. Where this process ignores that signal, its children do too, so they get the request to
    /// terminate, which the program treats alike.
    /// </summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", [IsInterruptIgnored() ? "-TERM" : "-INT", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    /// <summary>A shell starts background jobs with SIGINT ignored.</summary>
    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        const string Field = "SigIgn:";
        const int InterruptBit = 1 << (2 - 1);
        string? line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return line is not null && (Convert.ToUInt64(line[Field.Length..].Trim(), 16) & InterruptBit) != 0;
    }

    public CliResult Wait()
    {
        Assert.That(_process.WaitForExit(Patience), Is.True, "it did not end");
        return new CliResult(_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
