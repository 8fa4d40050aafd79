using System.Text.Json;
using StRnn.Cli.Tests.Support;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Training;

namespace StRnn.Cli.Tests;

/// <summary>
/// <c>strnn train</c> by every method, by one option, for every cell and the classifier, on the CPU backend and on the
/// reference.
/// </summary>
[TestFixture("cpu")]
[TestFixture("reference")]
public sealed class TrainByMethodTests(string backend)
{
    private static readonly string[] Methods =
    [
        "st", "static", "dense", "small-dense", "set", "set-faulty", "rigl", "srigl", "gse", "snfs", "gmp",
        "granet", "snip", "dsr", "deepr", "iss",
    ];

    [Test]
    public void A_language_model_trains_by_it(
        [ValueSource(nameof(Methods))] string method, [Values("lstm", "rhn", "gru", "mingru")] string cell)
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments(
            "run",
            ["--method", method, "--cell", cell, "--momentum", "0.9", "--lr", "0.5", "--backend", backend,
                .. Options(method)]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Not.Contain("warning"));
        var done = place.Metrics("run")[^1];
        Assert.That(
            done.GetProperty("loss").GetDouble(), Is.LessThan(Math.Log(13)), "better than chance over 13 words");
        bool isSparse = method is not ("dense" or "small-dense" or "iss");
        Assert.That(done.GetProperty("density").GetDouble(), isSparse ? Is.EqualTo(0.4).Within(0.01) : Is.EqualTo(1));
    }

    [Test]
    public void A_classifier_trains_by_it([ValueSource(nameof(Methods))] string method)
    {
        using var place = new ReviewPlace(backend);
        var result = Strnn.Run(
            place.TrainArguments("run", ["--method", method, .. Options(method) is [_, _, .. var more] ? more : []]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var done = JsonDocument.Parse(
            File.ReadAllLines(Path.Combine(place.At("run"), "metrics.jsonl"))[^1]).RootElement;
        Assert.That(done.GetProperty("event").GetString(), Is.EqualTo("done"));
        Assert.That(done.GetProperty("accuracy").GetDouble(), Is.GreaterThan(0.75), "chance is a half");
        bool isSparse = method is not ("dense" or "small-dense" or "iss");
        Assert.That(done.GetProperty("density").GetDouble(), isSparse ? Is.LessThan(0.9) : Is.EqualTo(1));
    }

    [Test]
    public void A_small_dense_model_has_as_many_weights_as_the_sparse_one_or_as_the_budget()
    {
        using var place = new Workplace();
        foreach (string[] size in new[] { new[] { "--sparsity", "0.6" }, ["--budget", "700"] })
        {
            var result = Strnn.Run(
                place.TrainArguments(size[0][2..], ["--method", "small-dense", "--backend", backend, .. size]));
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }

        Assert.That(place.Metrics("budget")[^1].GetProperty("nnz").GetInt64(), Is.EqualTo(700).Within(10).Percent);
    }

    [Test]
    public void What_a_method_has_no_use_for_is_named()
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments(
            "run", "--method", "rigl", "--sparsity", "0.6", "--temperature", "1", "--survivor", "keeps",
            "--backend", backend));
        Assert.That(result.Error, Does.Contain("--method rigl ignores --survivor, --temperature"));
        Assert.That(
            Strnn.Run(place.TrainArguments("none", "--method", "snip")).OnlyError,
            Does.Contain("--method snip needs --sparsity or --epsilon"));
        Assert.That(
            Strnn.Run(place.TrainArguments("none", "--sparsity", "0.5", "--pruning", "threshold")).OnlyError,
            Does.Contain("--prune-threshold"));
    }

    /// <summary>
    /// What an option's word stands for is tested with the configuration; here, that the command line sets it.
    /// </summary>
    [Test]
    public void Every_option_of_the_methods_reaches_the_configuration()
    {
        using var place = new Workplace();
        foreach (var option in MethodOptions.All.Where(option => !option.IsConfigurationOnly))
        {
            string method = option.UsedBy?[0] ?? MethodNames.SparseTopology;
            string value = option.Name switch
            {
                "update-every" => "7",
                "pruning" => NamedParts.SetPruning,
                "reset-optimizer" => "true",
                _ => option.Form.Contains('|', StringComparison.Ordinal) ? option.Form.Split('|')[^1] : "0.25",
            };
            string[] size = method == MethodNames.IntrinsicStructures ? [] : Options(method);
            var result = Strnn.Run(place.TrainArguments(
                option.Name,
                ["--method", method, .. size, $"--{option}", value, "--max-steps", "1", "--momentum", "0.9",
                    "--backend", backend]));
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            var config = RunConfig.Read(new RunDirectory(place.At(option.Name)));
            Assert.That(option.TryParse(value, out object? expected), $"{option} {value}");
            Assert.That(expected, Is.Not.EqualTo(MethodCatalog.Get(method).Defaults.ValueOf(option)), "the default");
            Assert.That(config.Method.ValueOf(option), Is.EqualTo(expected), option.Name);
        }
    }

    [Test]
    public void Deepr_drifts_as_told()
    {
        using var place = new Workplace();
        foreach (string drift in new[] { "0", "0.5" })
        {
            var result = Strnn.Run(place.TrainArguments(
                drift, "--sparsity", "0.5", "--method", "deepr", "--drift", drift, "--max-steps", "5",
                "--backend", backend));
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }

        Assert.That(place.LastCheckpoint("0"), Is.Not.EqualTo(place.LastCheckpoint("0.5")));
    }

    private static string[] Options(string method) => method switch
    {
        "dense" => [],
        "iss" => ["--lambda", "1e-4"],
        "rigl" or "srigl" or "gse" or "dsr" or "gmp" or "granet" => ["--sparsity", "0.6", "--update-every", "7"],
        _ => ["--sparsity", "0.6"],
    };
}
