using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Interop;
using StRnn.OpenCL.Tests.Support;

namespace StRnn.OpenCL.Tests;

public sealed class DeviceTests
{
    private static readonly OpenClDevice[] Devices =
    [
        NewDevice(0, "Some CPU", DeviceKind.Cpu),
        NewDevice(1, "Old GPU", DeviceKind.Gpu) with { Problem = "it offers 'OpenCL 1.1'; OpenCL 1.2 is needed" },
        NewDevice(2, "New GPU", DeviceKind.Gpu),
        NewDevice(3, "Board", DeviceKind.Accelerator),
    ];

    [TestCase(null, 2)]
    [TestCase(" ", 2)]
    [TestCase("0", 0)]
    [TestCase("cpu", 0)]
    [TestCase("GPU", 2)]
    [TestCase("accelerator", 3)]
    [TestCase("new", 2)]
    [TestCase("gp", 2)]
    public void A_device_is_chosen_by_number_kind_or_part_of_its_name(string? demand, int expected)
    {
        Assert.That(OpenClDevices.TryChoose(Devices, demand, out var device, out string problem), problem);
        Assert.That(device!.Index, Is.EqualTo(expected));
    }

    [TestCase("1", "OpenCL 1.2 is needed")]
    [TestCase("old", "OpenCL 1.2 is needed")]
    [TestCase("7", "0: Some CPU")]
    [TestCase("board 2", "no OpenCL device fits 'board 2'")]
    public void A_device_that_cannot_be_had_is_a_problem_in_one_line(string demand, string expected)
    {
        Assert.That(OpenClDevices.TryChoose(Devices, demand, out _, out string problem), Is.False);
        Assert.That(problem, Does.Contain(expected).And.Not.Contain("\n"));
    }

    [TestCase("OpenCL 1.2 Some vendor", true)]
    [TestCase("OpenCL 3.0", true)]
    [TestCase("OpenCL 1.1 Some vendor", false)]
    [TestCase("OpenCL 1.0", false)]
    [TestCase("", false)]
    [TestCase("OpenCL", false)]
    public void Devices_before_1_2_cannot_be_used(string version, bool usable)
        => Assert.That(Problem(version: version) is null, Is.EqualTo(usable));

    [Test]
    public void What_a_driver_lacks_is_named()
    {
        Assert.That(Problem(), Is.Null);
        Assert.That(Problem(profile: "EMBEDDED_PROFILE"), Does.Contain("embedded"));
        Assert.That(Problem(isAvailable: false), Does.Contain("not available"));
        Assert.That(Problem(hasCompiler: false), Does.Contain("compiler"));
        Assert.That(Problem(isLittleEndian: false), Does.Contain("big-endian"));
        Assert.That(Problem(largestWorkGroup: 128), Does.Contain("128"));
        Assert.That(Problem(localBytes: 1024), Does.Contain("1024"));
    }

    [Test]
    public void A_missing_loader_is_a_problem_and_no_exception()
    {
        var (api, problem) = OpenClLibrary.Load(() => throw new FileNotFoundException("no library"));
        Assert.That(api, Is.Null);
        Assert.That(problem, Does.Contain("no OpenCL loader").And.Not.Contain("\n"));
    }

    /// <summary>Whatever goes wrong in a loader: those who list devices directly get a reason, too.</summary>
    [Test]
    public void A_broken_loader_is_a_problem_and_no_exception()
    {
        var (api, problem) = OpenClLibrary.Load(() => throw new InvalidOperationException("half an\ninstallation"));
        Assert.That(api, Is.Null);
        Assert.That(problem, Does.Contain("half an installation").And.Not.Contain("\n"));

        using var driver = new FakeDriver { LacksPlatforms = true };
        Assert.That(OpenClDevices.List(driver.Api, out problem), Is.Empty);
        Assert.That(problem, Does.Contain("the OpenCL loader is broken").And.Not.Contain("\n"));
    }

    [TestCase(-1001, 0, "no OpenCL platform is installed")]
    [TestCase(0, 0, "no OpenCL platform is installed")]
    [TestCase(-6, 0, "clGetPlatformIDs failed with CL_OUT_OF_HOST_MEMORY (-6)")]
    [TestCase(0, 2, "none of the OpenCL platforms has a device")]
    public void Without_a_platform_or_device_there_is_a_reason(int code, int platforms, string expected)
    {
        using var driver = new FakeDriver { PlatformCode = code, Platforms = new nint[platforms] };
        Assert.That(OpenClDevices.List(driver.Api, out string problem), Is.Empty);
        Assert.That(problem, Does.Contain(expected).And.Not.Contain("\n"));
    }

    /// <summary>
    /// One platform is null, one has no device, one fails, one has a null device and an old one: what is left is
    /// listed.
    /// </summary>
    [Test]
    public void Null_platforms_and_devices_are_passed_over_and_old_devices_have_a_problem()
    {
        using var driver = new FakeDriver { Platforms = [0, 1, 2, 3], Version = "OpenCL 1.1 old" };
        driver.Devices[1] = [];
        driver.Devices[3] = [0, 33, 0];
        var devices = OpenClDevices.List(driver.Api, out string problem);
        Assert.That(problem, Is.Empty);
        Assert.That(devices.Select(device => (device.Index, device.Name)), Is.EqualTo(new[] { (0, "fake") }));
        Assert.That(devices[0].Problem, Does.Contain("OpenCL 1.2 is needed"));
        Assert.That(OpenClDevices.TryChoose(devices, null, out _, out problem), Is.False);
        Assert.That(problem, Does.Contain("'fake' cannot be used"));
    }

    [TestCase("cpu", null, "false", false)]
    [TestCase("opencl", "cpu, opencl", null, true)]
    [TestCase("opencl", "cpu", null, false)]
    public void A_backend_on_the_list_must_not_be_skipped(string name, string? list, string? ci, bool expected)
        => Assert.That(OpenCl.IsRequired(name, list, ci), Is.EqualTo(expected));

    [TestCase(0, "CL_SUCCESS (0)")]
    [TestCase(-5, "CL_OUT_OF_RESOURCES (-5)")]
    [TestCase(-11, "CL_BUILD_PROGRAM_FAILURE (-11)")]
    [TestCase(-30, "CL_INVALID_VALUE (-30)")]
    [TestCase(-52, "CL_INVALID_KERNEL_ARGS (-52)")]
    [TestCase(-54, "CL_INVALID_WORK_GROUP_SIZE (-54)")]
    [TestCase(-61, "CL_INVALID_BUFFER_SIZE (-61)")]
    [TestCase(-1001, "CL_PLATFORM_NOT_FOUND_KHR (-1001)")]
    [TestCase(-9999, "unknown error (-9999)")]
    public void Errors_have_their_names(int code, string expected)
        => Assert.That(ErrorCode.Describe(code), Is.EqualTo(expected));

    [Test]
    public void A_failed_call_names_call_error_and_device()
    {
        var error = Assert.Throws<BackendException>(
            () => OpenClCall.Check(-54, "clEnqueueNDRangeKernel of add", "Some GPU"));
        Assert.That(
            error!.Message,
            Does.Contain("clEnqueueNDRangeKernel of add").And.Contain("CL_INVALID_WORK_GROUP_SIZE")
                .And.Contain("Some GPU").And.Not.Contain("\n"));
        Assert.That(
            () => OpenClCall.Check(-4, "clFinish", "Some GPU"), Throws.InstanceOf<BackendOutOfMemoryException>());

        // Of a launch it says that the kernel wants too much, or faulted: less data would not help.
        error = Assert.Throws<BackendException>(() => OpenClCall.Check(-5, "clFinish", "Some GPU"));
        Assert.That(error!.Message, Does.Contain("CL_OUT_OF_RESOURCES").And.Not.Contain("smaller model"));
        Assert.That(error.Cause, Is.EqualTo(BackendFailure.KernelResources));
    }

    [Test]
    public void A_source_that_does_not_compile_fails_with_the_compilers_log()
    {
        var device = OpenCl.Device();
        Assert.That(OpenClLibrary.TryOpen(out var api, out _));
        using var context = new ClContext(api!, device);
        var error = Assert.Throws<BackendException>(
            () => ClProgram.Build(context, "kernel void broken(global float *x) { x[0] = nonsense; }", string.Empty));
        Assert.That(
            error!.Message, Does.Contain("CL_BUILD_PROGRAM_FAILURE").And.Contain("nonsense").And.Contain(device.Name));
    }

    [Test]
    public void Parameters_that_a_device_cannot_run_are_refused()
    {
        var device = OpenCl.Device();
        var tuning = DeviceTuning.For(SparseLayout.Rows);
        Assert.That(tuning.ProblemOn(device), Is.Null);
        Assert.That((tuning with { RowLanes = 24 }).ProblemOn(device), Is.Not.Null);
        Assert.That((tuning with { ElementGroup = 0 }).ProblemOn(device), Is.Not.Null);
        Assert.That((tuning with { UnitsPerGroup = 1 << 20 }).ProblemOn(device), Is.Not.Null);
        Assert.That((tuning with { VectorWidth = 4 }).ProblemOn(device), Does.Contain("vectors"));
        Assert.That(
            (DeviceTuning.For(SparseLayout.Panels) with { VectorWidth = 1 }).ProblemOn(device),
            Does.Contain("vectors"));
        Assert.That(
            tuning.ProblemOn(device with { LargestWorkItems = [1024, 1024, 1] }),
            Does.Contain("1024 x 1024 x 1 work-items"));
        Assert.That(tuning.ProblemOn(device with { LargestWorkItems = [1024, 16, 64] }), Is.Null);
        Assert.That(tuning.ProblemOn(device with { LargestWorkItems = [32, 1024, 64] }), Is.Not.Null);
        Assert.That(
            () => OpenCl.Open(new OpenClOptions { Tuning = tuning with { RowLanes = 24 } }),
            Throws.InstanceOf<BackendException>().With.Message.Contains("tuning"));
    }

    [Test]
    public void The_provider_refuses_a_device_that_is_not_there()
    {
        OpenCl.Device();
        Assert.That(
            () => new OpenClBackendProvider().Create(new StRnnOptions { Device = "no such device" }),
            Throws.InstanceOf<BackendException>().With.Message.Contains("no such device"));
    }

    private static string? Problem(
        string version = "OpenCL 1.2",
        string profile = "FULL_PROFILE",
        bool isAvailable = true,
        bool hasCompiler = true,
        bool isLittleEndian = true,
        long largestWorkGroup = 1024,
        long localBytes = 32768)
        => DeviceQuirks.ProblemOf(
            version, profile, isAvailable, hasCompiler, isLittleEndian, largestWorkGroup, localBytes);

    private static OpenClDevice NewDevice(int index, string name, DeviceKind kind) => new()
    {
        Index = index,
        Name = name,
        PlatformName = "platform",
        Kind = kind,
        Version = "OpenCL 1.2",
        DriverVersion = "1",
        ComputeUnits = 2,
        LargestWorkGroup = 1024,
        LocalBytes = 32768,
        GlobalBytes = 1L << 30,
        LargestAllocation = 1L << 28,
        RoundsDivisionCorrectly = true,
    };
}
