using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Selection;

namespace StRnn.Extensibility.Tests;

/// <summary>Which backend a program gets, seen from outside: only public types, only dependency injection.</summary>
[NonParallelizable]
public sealed class BackendChoiceTests
{
    private EnvironmentScope _environment = null!;

    [SetUp]
    public void ForgetTheEnvironment() => _environment = new EnvironmentScope(null);

    [TearDown]
    public void RestoreTheEnvironment() => _environment.Dispose();

    [Test]
    public void A_backend_from_outside_is_chosen_by_name_and_runs_the_kernels()
    {
        ThirdPartyBackend chosen;
        using (ServiceProvider services = Build(
            builder => builder.AddProvider<Providers.ThirdParty>(), options => options.Backend = "third-party"))
        {
            chosen = (ThirdPartyBackend)services.GetRequiredService<IBackend>();
            Assert.That(MultiplyByTwo(chosen, 21), Is.EqualTo(42));
            Assert.That(chosen.Calls, Contains.Key("Pack").WithValue(1).And.ContainKey("SpMM").WithValue(1));
            Assert.That(services.GetRequiredService<IBackend>(), Is.SameAs(chosen));
        }

        Assert.That(chosen.IsDisposed, Is.True, "the container disposes what it opened");
    }

    [Test]
    public void Options_reach_the_provider()
    {
        using ServiceProvider services = Build(
            builder => builder.AddProvider<Providers.ThirdParty>(),
            options => (options.Backend, options.Threads, options.Device) = ("third-party", 3, "second shelf"));
        BackendInfo info = services.GetRequiredService<IBackend>().Info;
        Assert.That((info.Threads, info.Device), Is.EqualTo((3, "second shelf")));
    }

    [Test]
    public void The_reference_backend_is_there_without_being_asked_for()
    {
        using ServiceProvider services = Build(_ => { });
        var backend = services.GetRequiredService<IBackend>();
        Assert.That(backend.Info.Name, Is.EqualTo("reference"));
        Assert.That(MultiplyByTwo(backend, 4), Is.EqualTo(8));
    }

    [TestCase("reference", "third-party", "third-party", "reference")]
    [TestCase(null, "reference", "third-party", "reference")]
    [TestCase(null, null, "reference", "reference")]
    [TestCase("third-party", "reference", "reference", "third-party")]
    [TestCase(null, "third-party", "reference", "third-party")]
    [TestCase(null, null, "third-party", "third-party")]
    [TestCase("auto", "reference", "reference", "third-party")]
    [TestCase(null, "auto", "reference", "third-party")]
    [TestCase(null, " ", "Reference ", "reference")]
    [TestCase(null, null, null, "third-party")]
    public void Code_comes_before_configuration_and_that_before_the_environment(
        string? code, string? configured, string? environment, string expected)
    {
        using var scope = new EnvironmentScope(environment);
        using ServiceProvider services = Build(
            builder =>
            {
                builder.AddProvider<Providers.ThirdParty>();
                builder.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
                    .AddInMemoryCollection([new("StRnn:Backend", configured)]).Build());
            },
            options => options.Backend = code);
        Assert.That(services.GetRequiredService<IBackend>().Info.Name, Is.EqualTo(expected));
    }

    [Test]
    public void Auto_takes_the_best_score_among_the_available_and_the_first_registered_on_a_tie()
    {
        using ServiceProvider services = Build(builder => builder
            .AddProvider<Providers.Absent>()
            .AddProvider<Providers.BrokenProbe>()
            .AddProvider<Providers.ThirdParty>()
            .AddProvider<Providers.EquallyGood>());
        Assert.That(services.GetRequiredService<IBackend>().Info.Name, Is.EqualTo("third-party"));
    }

    [Test]
    public void Auto_passes_over_what_cannot_be_opened_and_says_why()
    {
        var logger = new RecordingLogger<BackendSelector>();
        using ServiceProvider services = Build(builder => builder
            .AddProvider<Providers.Promising>().AddProvider<Providers.ThirdParty>()
            .Services.AddSingleton<ILogger<BackendSelector>>(logger));
        Assert.That(services.GetRequiredService<IBackend>().Info.Name, Is.EqualTo("third-party"));
        Assert.That(
            logger.Lines,
            Is.EqualTo(new[]
            {
                "Warning: Backend promising could not be opened and is skipped: the device is held by another process",
                "Information: Backend third-party on counted, instruction set none, threads 1, chosen by default",
            }));
    }

    [Test]
    public void Auto_warns_when_only_the_reference_is_left_and_says_what_it_costs_and_why()
    {
        var logger = new RecordingLogger<BackendSelector>();
        using ServiceProvider services = Build(builder => builder
            .AddProvider<Providers.Absent>().AddProvider<Providers.BrokenProbe>().AddProvider<Providers.Promising>()
            .Services.AddSingleton<ILogger<BackendSelector>>(logger));
        Assert.That(services.GetRequiredService<IBackend>().Info.Name, Is.EqualTo("reference"));
        Assert.That(
            logger.Lines.Single(line => line.Contains("slower", StringComparison.Ordinal)),
            Does.StartWith("Warning: Backend reference is chosen; ").And.Contain("about 60 times slower")
                .And.Contain("absent: no device of this kind; plug one in; broken-probe: its probe failed")
                .And.Contain("promising: the device is held by another process").And.Not.Contain("\n"));
    }

    [TestCase("reference", true)]
    [TestCase(null, false)]
    public void A_choice_that_was_made_or_is_good_needs_no_warning(string? asked, bool isReference)
    {
        var logger = new RecordingLogger<BackendSelector>();
        using ServiceProvider services = Build(
            builder => builder.AddProvider<Providers.ThirdParty>()
                .Services.AddSingleton<ILogger<BackendSelector>>(logger),
            options => options.Backend = asked);
        Assert.That(services.GetRequiredService<IBackend>().Info.Name == "reference", Is.EqualTo(isReference));
        Assert.That(logger.Lines, Has.None.StartsWith("Warning"));
    }

    /// <summary>A program without logging, or whose logging has no provider, would see nothing at all.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void Without_a_listening_logger_the_warning_goes_to_the_error_stream_once(bool hasLogging)
    {
        var old = Console.Error;
        using var error = new StringWriter { NewLine = "\n" };
        Console.SetError(error);
        try
        {
            using ServiceProvider services = Build(builder =>
            {
                if (hasLogging)
                {
                    builder.Services.AddLogging();
                }
            });
            var selector = services.GetRequiredService<BackendSelector>();
            selector.Create().Dispose();
            selector.Create().Dispose();
        }
        finally
        {
            Console.SetError(old);
        }

        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(1));
        Assert.That(
            lines[0],
            Does.StartWith("warning: StRnn: backend reference is chosen; ").And.Contain("about 60 times slower")
                .And.Contain("AddCpu()"));
    }

    [Test]
    public void Nothing_is_opened_before_a_backend_is_asked_for()
    {
        using ServiceProvider services = Build(
            builder => builder.AddProvider<Providers.Promising>(), options => options.Backend = "promising");
        Assert.That(services.GetRequiredService<BackendSelector>().Describe(), Has.Count.EqualTo(2));
    }

    [Test]
    public void Every_provider_is_described_in_the_order_of_registration()
    {
        using ServiceProvider services = Build(builder => builder
            .AddProvider<Providers.Absent>().AddProvider<Providers.BrokenProbe>().AddProvider<Providers.BrokenProbe>());
        IReadOnlyList<ProviderReport> reports = services.GetRequiredService<BackendSelector>().Describe();
        Assert.Multiple(() =>
        {
            Assert.That(
                reports.Select(report => (report.Name, report.Probe.Available)),
                Is.EqualTo(new[] { ("reference", true), ("absent", false), ("broken-probe", false) }));
            Assert.That(reports[0].Probe.Score, Is.EqualTo(BackendScores.Reference));
            Assert.That(reports[1].Probe.Reason, Is.EqualTo("no device of this kind; plug one in"));
            Assert.That(
                reports[2].Probe.Reason,
                Is.EqualTo("its probe failed with DllNotFoundException: libnothing was not found in 17 places"));
        });
    }

    [Test]
    public void The_choice_is_logged_in_one_line()
    {
        var logger = new RecordingLogger<BackendSelector>();
        using ServiceProvider services = Build(
            builder => builder.AddProvider<Providers.ThirdParty>()
                .Services.AddSingleton<ILogger<BackendSelector>>(logger),
            options => options.Backend = "third-party");
        _ = services.GetRequiredService<IBackend>();
        Assert.That(
            logger.Lines,
            Is.EqualTo(new[]
            {
                "Information: Backend third-party on counted, instruction set none, threads 1, "
                    + "chosen by StRnnOptions.Backend",
            }));
    }

    private static ServiceProvider Build(Action<StRnnBuilder> add, Action<StRnnOptions>? configure = null)
    {
        var services = new ServiceCollection();
        add(services.AddStRnn(configure));
        return services.BuildServiceProvider();
    }

    private static float MultiplyByTwo(IBackend backend, float number)
    {
        using PackedMatrix packed = backend.Sparse.Pack(new SparsityPattern(1, 1, [0, 1], [0]), WeightUses.Product);
        using DeviceBuffer two = backend.Allocate(ElementType.Float32, 1);
        using DeviceBuffer x = backend.Allocate(ElementType.Float32, 1);
        using DeviceBuffer y = backend.Allocate(ElementType.Float32, 1);
        backend.Write<float>([2], new VectorView(two));
        backend.Write<float>([number], new VectorView(x));
        backend.Sparse.SpMM(
            packed, new VectorView(two), new VectorView(x).AsMatrix(1, 1), new VectorView(y).AsMatrix(1, 1),
            accumulate: false);
        var result = new float[1];
        backend.Read(new VectorView(y), result.AsSpan());
        return result[0];
    }

    /// <summary>Keeps the lines that are logged.</summary>
    private sealed class RecordingLogger<TCategory> : ILogger<TCategory>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
