using System.Text.Json;
using System.Text.RegularExpressions;
using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>The command <c>strnn extract</c>.</summary>
[TestFixture("cpu")]
[TestFixture("reference")]
public sealed class ExtractTests(string backend)
{
    [Test]
    public void The_units_that_vanished_are_left_out_and_the_outputs_stay([Values("lstm", "rhn")] string cell)
    {
        using var place = new Workplace();
        string[] options =
        [
            "--method", "iss", "--cell", cell, "--lambda", "0.02", "--prune-threshold", "0.02", "--epochs", "12",
            "--backend", backend,
        ];
        Assert.That(Strnn.Run(place.TrainArguments("whole", options)).ExitCode, Is.Zero);
        var extracted = Strnn.Run("extract", place.At("whole"), "--checkpoint", "last", "--out", place.At("small"));
        Assert.That(extracted.ExitCode, Is.Zero, extracted.Error);
        var remaining = Regex.Matches(extracted.Out, "(\\d+) of (\\d+) units remain");
        Assert.That(
            remaining.Select(match => int.Parse(match.Groups[1].Value)).Sum(),
            Is.LessThan(remaining.Select(match => int.Parse(match.Groups[2].Value)).Sum()));
        string weights = $"{Weights("whole"):N0} weights, {Weights("small"):N0} remain";
        Assert.That(extracted.Out, Does.Contain(weights));
        double whole = Loss("whole", "last");
        Assert.That(Loss("small", "best"), Is.EqualTo(whole).Within(1e-5));
        Assert.That(
            Strnn.Run("extract", place.At("whole"), "--out", place.At("small")).OnlyError,
            Does.Contain("already holds a run"));

        long Weights(string run)
            => Strnn.Run("inspect", place.At(run), "--json").Json.GetProperty("totals")
                .GetProperty("weights").GetInt64();

        double Loss(string run, string checkpoint)
        {
            var result = Strnn.Run(
                "eval", place.At(run), "--data", place.Data, "--split", "test", "--checkpoint", checkpoint, "--json",
                "--backend", backend);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            return JsonDocument.Parse(result.Out).RootElement.GetProperty("loss").GetDouble();
        }
    }
}
