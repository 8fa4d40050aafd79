using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Cli.Hosting;
using StRnn.Cli.Tests.Support;
using StRnn.OpenCL;
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
        var opencl = json.GetProperty("providers").EnumerateArray()
            .Single(provider => provider.GetProperty("name").GetString() == "opencl");
        Assert.That(opencl.GetProperty("available").GetBoolean(), Is.False);
        Assert.That(opencl.GetProperty("reason").GetString(), Does.Contain("install"));
        Assert.That(json.GetProperty("devices").GetArrayLength(), Is.Zero);
        Assert.That(json.GetProperty("auto").GetString(), Is.Not.EqualTo("opencl"));

        using var demanded = ChildProcess.Start(
            Environment(nowhere), _place.TrainArguments("run", "--backend", "opencl"));
        var refused = demanded.Wait();
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("opencl: not available").And.Contain("reference: available"));
    }

    /// <summary>Neither a GPU nor the native library: the program still runs, and says what that costs.</summary>
    [Test]
    public void Auto_says_so_when_only_the_reference_backend_is_left()
    {
        string nowhere = _place.At("no-drivers") + Path.DirectorySeparatorChar;
        Directory.CreateDirectory(nowhere);
        var environment = new Dictionary<string, string?>
        {
            ["OCL_ICD_VENDORS"] = nowhere,
            ["STRNN_BACKEND"] = null,
            ["STRNN_CPU"] = "sse9",
        };
        using var training = ChildProcess.Start(
            environment, _place.TrainArguments("run", "--backend", "auto", "--max-steps", "1"));
        var result = training.Wait();
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        string[] warnings =
            [.. result.ErrorLines.Where(line => line.Contains("slower", StringComparison.Ordinal))];
        Assert.That(warnings, Has.Length.EqualTo(1));
        Assert.That(
            warnings[0],
            Does.StartWith("warning: Backend reference is chosen").And.Contain("cpu: STRNN_CPU is 'sse9'")
                .And.Contain("opencl: "));
    }

    [Test]
    public void Devices_lists_each_opencl_device()
    {
        var devices = OpenClDevices.List(out _);
        var json = Strnn.Run("devices", "--json").Json.GetProperty("devices").EnumerateArray().ToList();
        Assert.That(
            json.Select(device => device.GetProperty("name").GetString()),
            Is.EqualTo(devices.Select(device => device.Name)));
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
        var result = Strnn.Run(
            _place.TrainArguments("run", "--backend", "opencl", "--device", "0", "--sparsity", "0.5"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            File.ReadAllText(Path.Combine(_place.At("run"), "metrics.jsonl")), Does.Contain("opencl/opencl-c-1.2"));

        var checks = Strnn.Run("doctor", "--json").Json.GetProperty("checks").EnumerateArray();
        var device = checks.Single(check => check.GetProperty("name").GetString() == "opencl device 0");
        Assert.That(
            device.GetProperty("status").GetString(), Is.EqualTo("ok"), device.GetProperty("detail").GetString());
        Assert.That(device.GetProperty("detail").GetString(), Does.Contain("agree with the reference"));
    }

    /// <summary>
    /// A device that computes wrongly is named with the kernel, both numbers, and the line to report.
    /// </summary>
    [Test]
    public void A_device_that_computes_wrongly_is_reported()
    {
        using var reference = new ReferenceBackend<float>();
        var check = HealthChecks.SelfTest(SomeDevice, () => new ForgetfulBackend(reference));
        Assert.That(check.Status, Is.EqualTo(HealthCheck.Failed));
        Assert.That(check.Name, Is.EqualTo("opencl device 3"));
        Assert.That(
            check.Detail,
            Does.StartWith("SGD with momentum, Adam, norms: result ").And.Contain("the reference gives").And.Contain(
                "Report this line with the device 'Some GPU', platform 'Some platform', version 'OpenCL 1.2', "
                + "driver '7.1', and update the driver."));

        check = HealthChecks.SelfTest(SomeDevice, () => throw new BackendException("it has\nno memory"));
        Assert.That(check.Status, Is.EqualTo(HealthCheck.Failed));
        Assert.That(check.Detail, Does.StartWith("it has no memory Report this line with the device 'Some GPU'"));
        check = HealthChecks.SelfTest(
            SomeDevice with { Problem = "it is too old" }, () => throw new BackendException("not to be opened"));
        Assert.That((check.Status, check.Detail), Is.EqualTo((HealthCheck.Missing, "Some GPU: it is too old")));
    }

    /// <summary>
    /// A driver whose compiler fails: the doctor fails and says what to report, a run says why in one line, and auto
    /// does not need it.
    /// </summary>
    [Test]
    public void The_doctor_fails_where_a_driver_cannot_compile()
    {
        RequirePocl("only PoCL's compiler can be made to fail");
        var environment = new Dictionary<string, string?>
        {
            ["POCL_EXTRA_BUILD_FLAGS"] = "-Dkernel=nonsense",
            ["STRNN_OPENCL_CACHE"] = _place.At("cache"),
            ["STRNN_BACKEND"] = null,
        };
        using var doctor = ChildProcess.Start(environment, "doctor", "--json");
        var result = doctor.Wait();
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Json.GetProperty("healthy").GetBoolean(), Is.False);
        var device = result.Json.GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "opencl device 0");
        Assert.That(device.GetProperty("status").GetString(), Is.EqualTo("failed"));
        Assert.That(
            device.GetProperty("detail").GetString(),
            Does.Contain("CL_BUILD_PROGRAM_FAILURE").And.Contain("nonsense")
                .And.Contain("Report this line with the device").And.Not.Contain("\n"));

        using var run = ChildProcess.Start(environment, _place.TrainArguments("run", "--backend", "opencl"));
        var refused = run.Wait();
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("could not be opened").And.Contain("clBuildProgram failed"));
    }

    /// <summary>The bits of a run do not depend on how many processors the device uses.</summary>
    [Test]
    public void Compute_units_do_not_change_a_bit()
    {
        RequirePocl("only PoCL's number of compute units can be chosen");
        foreach (string units in new[] { "1", "2" })
        {
            var environment = new Dictionary<string, string?> { ["POCL_MAX_PTHREAD_COUNT"] = units };
            using var child = ChildProcess.Start(
                environment,
                _place.TrainArguments(
                    units, "--backend", "opencl", "--sparsity", "0.5", "--hidden", "48", "--epochs", "1"));
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

    private static Dictionary<string, string?> Environment(string drivers)
        => new() { ["OCL_ICD_VENDORS"] = drivers, ["STRNN_BACKEND"] = null };

    private static OpenClDevice SomeDevice => new()
    {
        Index = 3,
        Name = "Some GPU",
        PlatformName = "Some platform",
        Kind = DeviceKind.Gpu,
        Version = "OpenCL 1.2",
        DriverVersion = "7.1",
        ComputeUnits = 2,
        LargestWorkGroup = 1024,
        LocalBytes = 32768,
        GlobalBytes = 1L << 30,
        LargestAllocation = 1L << 28,
        RoundsDivisionCorrectly = true,
    };

    private static void RequirePocl(string reason)
    {
        RequireDevice();
        string platform = OpenClDevices.List(out _)[0].PlatformName;
        if (!platform.Contains("Portable Computing Language", StringComparison.Ordinal))
        {
            Assert.Ignore(reason);
        }
    }

    private static void RequireDevice()
    {
        if (OpenClDevices.List(out string problem).Count > 0)
        {
            return;
        }

        string[] required = (System.Environment.GetEnvironmentVariable("STRNN_REQUIRE_BACKENDS") ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries);
        if (required.Contains("opencl")
            || (OperatingSystem.IsLinux() && System.Environment.GetEnvironmentVariable("CI") == "true"))
        {
            Assert.Fail(problem);
        }

        Assert.Ignore(problem);
    }
}
