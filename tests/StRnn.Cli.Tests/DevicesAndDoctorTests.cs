using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>The commands that describe the machine: <c>strnn devices</c> and <c>strnn doctor</c>.</summary>
public sealed class DevicesAndDoctorTests
{
    [Test]
    public void Devices_name_every_provider_with_its_reason()
    {
        var json = Strnn.Run("devices", "--json").Json;

        var providers = json.GetProperty("providers").EnumerateArray().ToList();
        Assert.That(
            providers.Select(provider => provider.GetProperty("name").GetString()),
            Is.SupersetOf(new[] { "cpu", "reference" }));
        Assert.That(providers.Select(provider => provider.GetProperty("reason").GetString()), Has.None.Empty);
        string auto = json.GetProperty("auto").GetString()!;
        Assert.That(Strnn.Run("devices").Out, Does.Contain($"auto takes {auto}"));
    }

    [Test]
    public void Doctor_fails_exactly_where_something_needed_is_missing()
    {
        var result = Strnn.Run("doctor", "--json");

        bool isHealthy = result.Json.GetProperty("healthy").GetBoolean();
        var checks = result.Json.GetProperty("checks").EnumerateArray().ToDictionary(
            check => check.GetProperty("name").GetString()!, check => check.GetProperty("status").GetString());
        Assert.That(result.ExitCode, Is.EqualTo(isHealthy ? 0 : 1));
        Assert.That(isHealthy, Is.EqualTo(!checks.ContainsValue("failed")));
        Assert.That(
            checks.Keys,
            Is.SupersetOf(new[] { "system", ".net", "backend cpu", "corpus dotnet-docs", "temporary folder" }));
        Assert.That(checks["backend cpu"], Is.EqualTo("ok").Or.EqualTo("failed"));
    }

    [Test]
    public void Doctor_says_that_the_cpu_backend_is_missing()
    {
        string? before = Environment.GetEnvironmentVariable("STRNN_CPU");
        Environment.SetEnvironmentVariable("STRNN_CPU", "abacus");
        try
        {
            var result = Strnn.Run("doctor");

            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.Out, Does.Contain("failed").And.Contain("STRNN_CPU"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("STRNN_CPU", before);
        }
    }
}
