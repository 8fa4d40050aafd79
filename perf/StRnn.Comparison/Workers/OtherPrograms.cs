using System.Diagnostics;

namespace StRnn.Comparison.Workers;

/// <summary>
/// Busy programs beside those that are timed. Each has a session of its own, as the programs of a desktop have, so that
/// the system shares the processors between them and us, and not between all threads alike.
/// </summary>
internal sealed class OtherPrograms : IDisposable
{
    private readonly List<Process> _processes = [];

    /// <summary>Starts programs that compute until they are disposed.</summary>
    /// <param name="count">How many.</param>
    public OtherPrograms(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string[] spin = [Environment.ProcessPath!, SpinCommand];
            var start = OperatingSystem.IsLinux()
                ? new ProcessStartInfo("setsid", ["--wait", .. spin])
                : new ProcessStartInfo(spin[0], [spin[1]]);
            start.RedirectStandardInput = true;
            _processes.Add(Process.Start(start)!);
        }
    }

    /// <summary>Gets the name of the hidden command that such a program runs.</summary>
    public static string SpinCommand => "spin";

    /// <summary>Computes until standard input ends.</summary>
    public static int Spin()
    {
        bool ended = false;
        var reader = new Thread(() =>
        {
            Console.In.ReadToEnd();
            Volatile.Write(ref ended, true);
        });
        reader.Start();
        while (!Volatile.Read(ref ended))
        {
            Thread.SpinWait(1000);
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
        }

        foreach (var process in _processes)
        {
            process.WaitForExit();
            process.Dispose();
        }
    }
}
