using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StRnn.Backends;
using StRnn.Backends.Selection;

namespace StRnn.Extensibility.Tests;

/// <summary>A backend that cannot be had is an error that explains itself, never another backend.</summary>
[NonParallelizable]
public sealed class BackendRefusalTests
{
    private EnvironmentScope _environment = null!;

    [SetUp]
    public void ForgetTheEnvironment() => _environment = new EnvironmentScope(null);

    [TearDown]
    public void RestoreTheEnvironment() => _environment.Dispose();

    [Test]
    public void An_unknown_name_lists_every_provider_with_its_reason()
    {
        using var scope = new EnvironmentScope("warp-drive");
        string[] lines = Refusal(
            builder => builder.AddProvider<Providers.Absent>().AddProvider<Providers.BrokenProbe>(), null).Lines;
        Assert.That(
            lines,
            Is.EqualTo(new[]
            {
                "The backend 'warp-drive', requested by the environment variable STRNN_BACKEND, is not registered.",
                "  reference: available: managed code on one thread; for proof and comparison, not for speed",
                "  absent: not available: no device of this kind; plug one in",
                "  broken-probe: not available: its probe failed with DllNotFoundException: "
                    + "libnothing was not found in 17 places",
                "Choose one of these names or 'auto', or register the provider: AddStRnn().AddProvider<TProvider>().",
            }));
    }

    [TestCase("absent", "no device of this kind; plug one in")]
    [TestCase("broken-probe", "its probe failed with DllNotFoundException: libnothing was not found in 17 places")]
    public void A_named_backend_that_cannot_run_fails_with_its_reason(string name, string reason)
    {
        string[] lines = Refusal(
            builder => builder.AddProvider<Providers.Absent>().AddProvider<Providers.BrokenProbe>(), name).Lines;
        Assert.That(
            lines[0], Is.EqualTo($"The backend '{name}', requested by StRnnOptions.Backend, cannot run here."));
        Assert.That(lines, Has.Some.EqualTo($"  {name}: not available: {reason}"));
        Assert.That(lines, Has.Length.EqualTo(5), "what was asked for, three providers, what to do");
    }

    [TestCase(null, "a shelf", "The backend 'promising', the best for 'auto' (default), could not be opened: ")]
    [TestCase("promising", null, "The backend 'promising', requested by StRnnOptions.Backend, could not be opened: ")]
    public void A_backend_or_device_asked_for_that_cannot_be_opened_after_all_is_named_and_not_replaced(
        string? asked, string? device, string start)
    {
        (string[] lines, Exception? cause) =
            Refusal(builder => builder.AddProvider<Providers.Promising>(), asked, device);
        Assert.That(lines[0], Is.EqualTo($"{start}the device is held by another process"));
        Assert.That(lines, Has.Some.StartsWith("  promising: available: "));
        Assert.That(cause, Is.InstanceOf<BackendException>());
    }

    [Test]
    public void Where_nothing_can_be_opened_the_best_says_why()
    {
        (string[] lines, _) = Refusal(
            builder =>
            {
                builder.Services.RemoveAll<IBackendProvider>();
                builder.AddProvider<Providers.EquallyGood>().AddProvider<Providers.Promising>();
            },
            null);
        Assert.That(
            lines[0],
            Does.Contain("'promising', the best for 'auto' (default), could not be opened: the device is held"));
        Assert.That(lines, Has.Length.EqualTo(4), "what was asked for, two providers, what to do");
    }

    [Test]
    public void No_available_provider_at_all_is_an_error_too()
    {
        string[] lines = Refusal(
            builder =>
            {
                builder.Services.RemoveAll<IBackendProvider>();
                builder.AddProvider<Providers.Absent>();
            },
            "auto").Lines;
        Assert.That(lines[0], Is.EqualTo("No registered backend can run here."));
        Assert.That(lines[1], Does.StartWith("  absent: not available: "));
    }

    [Test]
    public void Two_providers_with_one_name_are_an_error_that_names_both() =>
        Assert.That(
            () => Select(builder => builder.AddProvider<Providers.Impostor>(), null),
            Throws.ArgumentException.With.Message.Contains("ReferenceBackendProvider")
                .And.Message.Contains("Impostor").And.Message.Contains("'REFERENCE'"));

    [Test]
    public void No_provider_may_be_named_auto() =>
        Assert.That(
            () => Select(builder => builder.AddProvider<Providers.NamedAuto>(), null),
            Throws.ArgumentException.With.Message.Contains("NamedAuto").And.Message.Contains("'auto'"));

    private static (string[] Lines, Exception? Cause) Refusal(
        Action<StRnnBuilder> add, string? asked, string? device = null)
    {
        var error = Assert.Throws<BackendUnavailableException>(() => Select(add, asked, device))!;
        return (error.Message.Split('\n'), error.InnerException);
    }

    private static void Select(Action<StRnnBuilder> add, string? asked, string? device = null)
    {
        var services = new ServiceCollection();
        add(services.AddStRnn(options => (options.Backend, options.Device) = (asked, device)));
        using ServiceProvider provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<IBackend>();
    }
}
