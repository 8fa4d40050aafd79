using System.Text.Json;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>Compares the files of two runs.</summary>
internal static class RunFiles
{
    /// <summary>Every line of the metrics, with every figure but for clock and memory.</summary>
    public static IReadOnlyList<string> Lines(RunDirectory run) =>
    [
        .. File.ReadLines(run.MetricsPath).Select(line => string.Join(
            ", ",
            JsonDocument.Parse(line).RootElement.EnumerateObject()
                .Where(field => !IsClockOrMemory(field.Name))
                .Select(field => field.ToString()))),
    ];

    /// <summary>Checks that both checkpoints have the same bytes, and the metrics the same lines.</summary>
    public static void AssertSame(RunDirectory run, RunDirectory expected, string message)
    {
        Assert.That(Lines(run), Is.EqualTo(Lines(expected)), message);
        Assert.That(
            File.ReadAllBytes(run.LastCheckpointPath),
            Is.EqualTo(File.ReadAllBytes(expected.LastCheckpointPath)),
            message);
        Assert.That(
            File.ReadAllBytes(run.BestCheckpointPath),
            Is.EqualTo(File.ReadAllBytes(expected.BestCheckpointPath)),
            message);
    }

    private static bool IsClockOrMemory(string name)
        => name is "elapsed_s" or "tokens_per_second" or "step_ms" or "topology_ms" or "peak_rss_bytes"
            or "activation_bytes";
}
