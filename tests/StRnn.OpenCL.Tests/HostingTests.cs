using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tests.Support;

namespace StRnn.OpenCL.Tests;

/// <summary>The options of the OpenCL backend in a host: from configuration and code, checked at the start.</summary>
[NonParallelizable]
public sealed class HostingTests
{
    private static OpenClDevice Device => OpenClDevices.List(out _) is [var first, ..]
        ? first
        : throw new IgnoreException("There is no OpenCL device.");

    [Test]
    public async Task Options_come_from_configuration_and_code_goes_before_it()
    {
        string cache = Directory.CreateTempSubdirectory("strnn-cache-").FullName;
        using var host = Build(
            new()
            {
                ["StRnn:Backend"] = "opencl",
                ["StRnn:Device"] = $"{Device.Index}",
                ["StRnn:OpenCL:Platform"] = Device.PlatformName[..4].ToUpperInvariant(),
                ["StRnn:OpenCL:CacheDirectory"] = "elsewhere",
                ["StRnn:OpenCL:Tuning:Layout"] = "Rows",
                ["StRnn:OpenCL:Tuning:ElementGroup"] = "32",
                ["StRnn:OpenCL:Tuning:UnitsPerGroup"] = "1",
            },
            services => services.AddStRnn().AddOpenCL(options => options.CacheDirectory = cache));
        await host.StartAsync();
        var options = host.Services.GetRequiredService<IOptions<OpenClOptions>>().Value;
        Assert.That(options.CacheDirectory, Is.EqualTo(cache));
        Assert.That(
            options.Tuning,
            Is.EqualTo(DeviceTuning.For(SparseLayout.Rows) with
            {
                ElementGroup = 32,
                UnitsPerGroup = 1,
            }));
        Assert.That(host.Services.GetRequiredService<IBackend>().Info.Name, Is.EqualTo("opencl"));
        await host.StopAsync();
        Directory.Delete(cache, recursive: true);
    }

    [TestCase("StRnn:Device", "no such device", "no OpenCL device fits 'no such device'")]
    [TestCase("StRnn:Device", "99", "no OpenCL device fits '99'")]
    [TestCase("StRnn:OpenCL:Platform", "no such platform", "no OpenCL platform fits 'no such platform': there are")]
    [TestCase("StRnn:OpenCL:Tuning:RowLanes", "3", "The tuning does not fit the OpenCL device")]
    [TestCase("StRnn:OpenCL:Tuning:RowLanes", "many", "StRnn:OpenCL:Tuning:RowLanes")]
    [TestCase("StRnn:OpenCL:Tuning:Sharers", "4", "StRnn:OpenCL:Tuning has no Layout: name Panels or Rows.")]
    [TestCase("StRnn:OpenCL:CacheDirectory", "FILE", "a file: name a folder")]
    public void What_cannot_be_fails_when_the_host_starts(string key, string value, string message)
    {
        _ = Device;
        string file = Path.GetTempFileName();
        var settings = new Dictionary<string, string?> { [key] = value == "FILE" ? file : value };
        if (key.Contains("RowLanes", StringComparison.Ordinal))
        {
            settings["StRnn:OpenCL:Tuning:Layout"] = "rows";
        }

        using var host = Build(
            settings, services => services.AddStRnn(options => options.Backend = "opencl").AddOpenCL());
        var error = Assert.CatchAsync(() => host.StartAsync())!;
        Assert.That(
            error,
            Is.InstanceOf<OptionsValidationException>().Or.InstanceOf<InvalidOperationException>()
                .Or.InstanceOf<AggregateException>());
        Assert.That(error.Message, Does.Contain(message));
        File.Delete(file);
    }

    /// <summary>Where the choice is free, a platform that is not there only leaves the other backends.</summary>
    [Test]
    public async Task Auto_passes_over_what_cannot_be_had()
    {
        using var host = Build(
            new() { ["StRnn:OpenCL:Platform"] = "no such platform" }, services => services.AddStRnn().AddOpenCL());
        await host.StartAsync();
        Assert.That(host.Services.GetRequiredService<IBackend>().Info.Name, Is.EqualTo("reference"));
        await host.StopAsync();
    }

    [Test]
    public void Registered_options_go_before_all_others()
    {
        var mine = new OpenClOptions { Platform = "mine" };
        using var host = Build(
            new() { ["StRnn:OpenCL:Platform"] = "configured" },
            services =>
            {
                services.AddSingleton(mine);
                services.AddStRnn().AddOpenCL();
            });
        Assert.That(host.Services.GetRequiredService<OpenClOptions>(), Is.SameAs(mine));
    }

    private static IHost Build(Dictionary<string, string?> configuration, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration);
        add(builder.Services);
        return builder.Build();
    }
}
