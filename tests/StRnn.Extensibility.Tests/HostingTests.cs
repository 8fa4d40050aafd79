using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StRnn.Backends;
using StRnn.Backends.Selection;

namespace StRnn.Extensibility.Tests;

/// <summary>StRnn in a generic host: options from configuration, checked at the start, and keyed backends.</summary>
[NonParallelizable]
public sealed class HostingTests
{
    private EnvironmentScope _environment = null!;

    [SetUp]
    public void ForgetTheEnvironment() => _environment = new EnvironmentScope(null);

    [TearDown]
    public void RestoreTheEnvironment() => _environment.Dispose();

    [Test]
    public void All_options_come_from_configuration_and_code_goes_before_it()
    {
        using var host = Build(
            new() { ["StRnn:Backend"] = "third-party", ["StRnn:Threads"] = "3", ["StRnn:Device"] = "second shelf" },
            services => services.AddStRnn(options => options.Threads = 2).AddProvider<Providers.ThirdParty>());
        var info = host.Services.GetRequiredService<IBackend>().Info;
        Assert.That((info.Name, info.Threads, info.Device), Is.EqualTo(("third-party", 2, "second shelf")));
    }

    /// <summary>A library and the program that uses it may both add StRnn.</summary>
    [Test]
    public void Code_goes_before_the_configuration_also_if_StRnn_is_added_again()
    {
        using var host = Build(
            new() { ["StRnn:Backend"] = "third-party", ["StRnn:Threads"] = "3" },
            services =>
            {
                services.AddStRnn(options => options.Threads = 2).AddProvider<Providers.ThirdParty>();
                services.AddStRnn();
            });
        Assert.That(host.Services.GetRequiredService<IBackend>().Info.Threads, Is.EqualTo(2));
    }

    [Test]
    public async Task Keyed_backends_have_options_of_their_own()
    {
        using var host = Build(
            new()
            {
                ["StRnn:Backend"] = "reference",
                ["StRnn:Backends:gpu:Backend"] = "third-party",
                ["StRnn:Backends:gpu:Threads"] = "5",
            },
            services =>
            {
                services.AddStRnn();
                services.AddKeyedStRnn("gpu").AddProvider<Providers.ThirdParty>();
                services.AddKeyedStRnn("check", options => options.Backend = "reference");
            });
        await host.StartAsync();
        var gpu = host.Services.GetRequiredKeyedService<IBackend>("gpu");
        Assert.That((gpu.Info.Name, gpu.Info.Threads), Is.EqualTo(("third-party", 5)));
        Assert.That(host.Services.GetRequiredKeyedService<IBackend>("gpu"), Is.SameAs(gpu));
        var check = host.Services.GetRequiredKeyedService<IBackend>("check");
        Assert.That(check.Info.Name, Is.EqualTo("reference"));
        Assert.That(check, Is.Not.SameAs(host.Services.GetRequiredService<IBackend>()));
        await host.StopAsync();
    }

    [TestCase("StRnn:Threads", "-1", "StRnn:Threads is -1: it must be 0, for one thread per processor, or 1 to 1024.")]
    [TestCase("StRnn:Threads", "1025", "StRnn:Threads is 1025")]
    [TestCase("StRnn:Threads", "many", "StRnn:Threads")]
    [TestCase("StRnn:Backend", "warp-drive", "'warp-drive', requested by the configuration key StRnn:Backend")]
    [TestCase("StRnn:Backends:gpu:Backend", "absent", "requested by the configuration key StRnn:Backends:gpu:Backend")]
    [TestCase("StRnn:Backends:gpu:Threads", "-2", "StRnn:Backends:gpu:Threads is -2")]
    public void What_cannot_be_fails_when_the_host_starts(string key, string value, string message)
    {
        using var host = Build(
            new() { [key] = value },
            services =>
            {
                services.AddStRnn().AddProvider<Providers.Absent>();
                services.AddKeyedStRnn("gpu");
            });
        var error = Assert.CatchAsync(() => host.StartAsync())!;
        Assert.That(error, Is.InstanceOf<OptionsValidationException>().Or.InstanceOf<InvalidOperationException>());
        Assert.That(error.Message, Does.Contain(message));
    }

    [Test]
    public async Task A_start_opens_nothing()
    {
        using var host = Build(
            new() { ["StRnn:Backend"] = "promising" },
            services => services.AddStRnn().AddProvider<Providers.Promising>());
        await host.StartAsync();
        Assert.That(
            () => host.Services.GetRequiredService<IBackend>(), Throws.InstanceOf<BackendUnavailableException>());
        await host.StopAsync();
    }

    [Test]
    public void Without_a_configuration_code_decides()
    {
        var services = new ServiceCollection();
        services.AddKeyedStRnn("mine", options => (options.Backend, options.Threads) = ("third-party", 4))
            .AddProvider<Providers.ThirdParty>();
        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredKeyedService<IBackend>("mine").Info.Threads, Is.EqualTo(4));
    }

    private static IHost Build(Dictionary<string, string?> configuration, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration);
        add(builder.Services);
        return builder.Build();
    }
}
