using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace StRnn.Comparison.Check;

/// <summary>
/// Instructions of the products, counted by valgrind between the entry of a function and its return, on one thread and
/// with AVX2: they depend on the compiler and the code, not on the machine or its load.
/// </summary>
internal static partial class InstructionCounts
{
    private static readonly string[] Functions =
    [
        "strnn_spmm",
        "strnn_spmm_transposed",
        "strnn_sddmm",
        "strnn_sgd_momentum_step",
        "strnn_lstm_forward",
        "strnn_lstm_backward",
    ];

    /// <summary>Counts the functions that the program built from <c>perf/instructions</c> calls.</summary>
    /// <param name="program">The program's path.</param>
    /// <returns>Instructions by function; null where the program or valgrind is missing.</returns>
    public static Dictionary<string, long>? Measure(string program)
    {
        if (!File.Exists(program))
        {
            return null;
        }

        var counts = new Dictionary<string, long>();
        foreach (string function in Functions)
        {
            if (Count(program, function) is not long count)
            {
                return null;
            }

            counts.Add(function, count);
        }

        return counts;
    }

    private static long? Count(string program, string function)
    {
        var start = new ProcessStartInfo(
            "valgrind",
            [
                "--tool=callgrind",
                "--callgrind-out-file=/dev/null",
                $"--toggle-collect={function}",
                Path.GetFullPath(program),
            ])
        {
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            string text = process.StandardError.ReadToEnd();
            process.WaitForExit();
            var collected = Collected().Match(text);
            return process.ExitCode == 0 && collected.Success
                ? long.Parse(collected.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidDataException($"valgrind could not run {program}: {text.Trim().Split('\n')[^1]}");
        }
        catch (Win32Exception)
        {
            return null; // valgrind is not installed
        }
    }

    [GeneratedRegex(@"Collected : (\d+)")]
    private static partial Regex Collected();
}
