using System.Diagnostics;
using System.Globalization;

namespace StRnn.Comparison.Workers;

/// <summary>
/// Our side of the workers' protocol, line by line: says <c>ready</c>; then answers <c>run N</c> with the milliseconds
/// of N units, <c>rss</c> with the peak resident bytes, <c>allocated N</c> with the managed bytes that N units
/// allocate, <c>version</c> with a description, and ends at <c>quit</c>.
/// </summary>
internal static class WorkerLoop
{
    public static int Serve(IUnit unit, string version, TextReader input, TextWriter output)
    {
        output.WriteLine("ready");
        output.Flush();
        while (input.ReadLine() is { } line && line != "quit")
        {
            string[] words = line.Split(' ');
            string? answer = words[0] switch
            {
                "run" when Count(words) is { } count => Run(unit, count),
                "allocated" when Count(words) is { } count => Allocated(unit, count),
                "rss" => PeakResidentBytes().ToString(CultureInfo.InvariantCulture),
                "version" => version,
                _ => null,
            };
            if (answer is null)
            {
                Console.Error.WriteLine($"unknown command '{line}': run N, allocated N, rss, version or quit");
                return 2;
            }

            output.WriteLine(answer);
            output.Flush();
        }

        return 0;
    }

    private static int? Count(string[] words)
        => words.Length == 2 && int.TryParse(words[1], CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : null;

    private static string Run(IUnit unit, int count)
    {
        var times = new string[count];
        for (int i = 0; i < count; i++)
        {
            unit.Prepare();
            long start = Stopwatch.GetTimestamp();
            unit.Run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture);
        }

        return string.Join(' ', times);
    }

    private static string Allocated(IUnit unit, int count)
    {
        unit.Prepare();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < count; i++)
        {
            unit.Run();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before).ToString(CultureInfo.InvariantCulture);
    }

    private static long PeakResidentBytes()
    {
        const string Peak = "VmHWM:";
        string? line = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status")
                .FirstOrDefault(text => text.StartsWith(Peak, StringComparison.Ordinal))
            : null;
        return line is null
            ? Process.GetCurrentProcess().PeakWorkingSet64
            : long.Parse(line[Peak.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }
}

/// <summary>A piece of work whose repetition is timed.</summary>
internal interface IUnit : IDisposable
{
    /// <summary>Restores what a repetition needs; not timed.</summary>
    void Prepare()
    {
    }

    /// <summary>Does the work once, and waits until it is done.</summary>
    void Run();
}
