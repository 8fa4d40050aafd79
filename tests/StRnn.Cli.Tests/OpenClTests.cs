using StRnn.Cli.Tests.Bench;
using StRnn.OpenCL.Devices;

namespace StRnn.Cli.Tests;

/// <summary>The command line's view of OpenCL devices, with and without any.</summary>
public sealed class OpenClTests
{
    private Workplace _place = null!;

    [SetUp]
    public void SetUp() => _place = new Workplace();

    [TearDown]
    public void TearDown() => _place.Dispose();

    /// <summary>The loader is there and no driver is: a reason, no exception, and another backend is taken.</summary>
    [Test]
    public void Without_a_driver_opencl_is_not_available_and_says_what_to_do()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("only the loader of Linux looks for drivers where a variable says");
        }

        string nowhere = _place.At("no-drivers") + Path.DirectorySeparatorChar;
        Directory.CreateDirectory(nowhere);
        using var devices = ChildProcess.Start(Environment(nowhere), "devices", "--json");
        var json = devices.Wait().Json;
        var opencl = json.GetProperty("providers").EnumerateArray().Single(provider => provider.GetProperty("name").GetString() == "opencl");
        Assert.That(opencl.GetProperty("available").GetBoolean(), Is.False);
        Assert.That(opencl.GetProperty("reason").GetString(), Does.Contain("install"));
        Assert.That(json.GetProperty("devices").GetArrayLength(), Is.Zero);
        Assert.That(json.GetProperty("auto").GetString(), Is.Not.EqualTo("opencl"));

        using var demanded = ChildProcess.Start(Environment(nowhere), _place.TrainArguments("run", "--backend", "opencl"));
        var refused = demanded.Wait();
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("opencl: not available").And.Contain("reference: available"));
    }

    [Test]
    public void Devices_lists_each_opencl_device()
    {
        var devices = OpenClDevices.List(out _);
        var json = Strnn.Run("devices", "--json").Json.GetProperty("devices").EnumerateArray().ToList();
        Assert.That(json.Select(device => device.GetProperty("name").GetString()), Is.EqualTo(devices.Select(device => device.Name)));
        string text = Strnn.Run("devices").Out;
        foreach (var device in devices)
        {
            Assert.That(text, Does.Contain(device.PlatformName));
        }
    }

    [Test]
    public void A_device_that_is_not_there_is_refused_in_one_line_with_those_that_are()
    {
        RequireDevice();
        var result = Strnn.Run(_place.TrainArguments("run", "--backend", "opencl", "--device", "no such device"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("no OpenCL device fits 'no such device'"));
    }

    [Test]
    public void A_model_trains_on_opencl_and_the_doctor_tests_the_device()
    {
        RequireDevice();
        var result = Strnn.Run(_place.TrainArguments("run", "--backend", "opencl", "--device", "0", "--sparsity", "0.5"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(File.ReadAllText(Path.Combine(_place.At("run"), "metrics.jsonl")), Does.Contain("opencl/opencl-c-1.2"));

        var checks = Strnn.Run("doctor", "--json").Json.GetProperty("checks").EnumerateArray();
        var device = checks.Single(check => check.GetProperty("name").GetString() == "opencl device 0");
        Assert.That(device.GetProperty("status").GetString(), Is.EqualTo("ok"), device.GetProperty("detail").GetString());
        Assert.That(device.GetProperty("detail").GetString(), Does.Contain("agree with the reference"));
    }

    /// <summary>The bits of a run do not depend on how many processors the device uses.</summary>
    [Test]
    public void Compute_units_do_not_change_a_bit()
    {
        RequireDevice();
        if (!OpenClDevices.List(out _)[0].PlatformName.Contains("Portable Computing Language", StringComparison.Ordinal))
        {
            Assert.Ignore("only PoCL's number of compute units can be chosen");
        }

        foreach (string units in new[] { "1", "2" })
        {
            var environment = new Dictionary<string, string?> { ["POCL_MAX_PTHREAD_COUNT"] = units };
            using var child = ChildProcess.Start(
                environment, _place.TrainArguments(units, "--backend", "opencl", "--sparsity", "0.5", "--hidden", "48", "--epochs", "1"));
            var result = child.Wait();
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }

        Assert.That(_place.LastCheckpoint("1"), Is.EqualTo(_place.LastCheckpoint("2")));
    }

    [Test]
    public void Tune_shows_what_it_would_save()
    {
        RequireDevice();
        var result = Strnn.Run("tune", "--rounds", "1", "--dry-run", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Json.GetProperty("milliseconds").GetDouble(), Is.Positive);
        Assert.That(result.Json.GetProperty("parameters").GetProperty("element_group").GetInt32(), Is.Positive);
        Assert.That(Strnn.Run("tune", "--device", "no such device").ExitCode, Is.EqualTo(2));
    }

    private static Dictionary<string, string?> Environment(string drivers) => new() { ["OCL_ICD_VENDORS"] = drivers, ["STRNN_BACKEND"] = null };

    private static void RequireDevice()
    {
        if (OpenClDevices.List(out string problem).Count > 0)
        {
            return;
        }

        if (OperatingSystem.IsLinux() && System.Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(problem);
        }

        Assert.Ignore(problem);
    }
}
