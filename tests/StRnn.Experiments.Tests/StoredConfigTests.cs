using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Training;

namespace StRnn.Experiments.Tests;

/// <summary>Configurations that an earlier version wrote.</summary>
public sealed class StoredConfigTests
{
    private static readonly string Stored = Path.Combine(AppContext.BaseDirectory, "Stored");

    private RunDirectory _run = null!;

    [SetUp]
    public void CreateFolder() => _run = new RunDirectory(Directory.CreateTempSubdirectory("strnn-config-").FullName);

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_run.Path, recursive: true);

    [TestCase("lstm/config.json")]
    [TestCase("rhn.json")]
    [TestCase("classify.json")]
    [TestCase("rigl.json")]
    [TestCase("iss.json")]
    [TestCase("small.json")]
    public void Reading_and_writing_changes_no_byte(string file)
    {
        string path = Path.Combine(Stored, file);
        File.Copy(path, _run.ConfigPath);
        RunConfig.Read(_run).Write(_run);
        Assert.That(File.ReadAllText(_run.ConfigPath), Is.EqualTo(File.ReadAllText(path)));
    }

    [Test]
    public void Each_cell_is_a_shape_of_its_own()
    {
        Assert.That(((LanguageModelConfig)Read("rhn.json")).Model, Is.EqualTo(new RhnConfig
        {
            Hidden = 8,
            Depth = 2,
            EmbeddingRange = 0.3,
            RecurrentRange = 0.3,
        }));
        Assert.That(((LanguageModelConfig)Read("lstm/config.json")).Model, Is.EqualTo(new LstmConfig
        {
            Hidden = 8,
            Layers = 2,
            EmbeddingRange = 0.3,
            RecurrentRange = 0.3,
        }));
    }

    [Test]
    public void A_configuration_from_before_an_option_has_its_default()
    {
        Write(text => text.Replace("    \"growth\": \"random\",\n", string.Empty, StringComparison.Ordinal)
            .Replace("    \"candidate\": \"tanh\",\n", string.Empty, StringComparison.Ordinal));
        var config = (LanguageModelConfig)RunConfig.Read(_run);
        Assert.That(config.Method[MethodOptions.Growth], Is.EqualTo(NamedParts.RandomGrowth));
        Assert.That(config.Model.Candidate, Is.EqualTo(CandidateNames.Tanh));
    }

    [Test]
    public void Connections_of_several_weights_are_stored_and_left_out_where_unused()
    {
        var config = (LanguageModelConfig)Read("lstm/config.json");
        var units = config with
        {
            Model = config.Model with
            {
                Connections = ConnectionsConfig.Default with
                {
                    RecurrentHeight = 8,
                    Magnitude = ConnectionsConfig.Mean,
                },
            },
        };
        units.Write(_run);
        Assert.That(((LanguageModelConfig)RunConfig.Read(_run)).Model, Is.EqualTo(units.Model));
        Assert.That(ConfigDifference.FirstOf(config, units)!.Key, Does.StartWith("model.connections"));
        Assert.That(ConfigDifference.FirstOf(units, config)!.Asked, Is.Null);
        string text = File.ReadAllText(_run.ConfigPath);
        Assert.That(text, Does.Contain("\"recurrent_height\": 8").And.Contain("\"magnitude\": \"mean\""));
        config.Write(_run);
        Assert.That(File.ReadAllText(_run.ConfigPath), Does.Not.Contain("connections"));
    }

    [TestCase("\"hidden\": 8", "\"hidden\": 8, \"connections\": {}", "block_height")]
    [TestCase(
        "\"hidden\": 8",
        "\"hidden\": 8, \"connections\": {\"block_height\": 3, \"magnitude\": \"norm\"}",
        "1, 2, 4 or 8")]
    [TestCase(
        "\"hidden\": 8",
        "\"hidden\": 8, \"connections\": {\"block_height\": 4, \"magnitude\": \"wide\"}",
        "no magnitude 'wide'")]
    [TestCase("\"growth\": \"random\"", "\"growth\": \"wild\"", "wild")]
    [TestCase("\"growth\": \"random\"", "\"colour\": \"red\"", "colour")]
    [TestCase("\"prune_rate\": 0.7", "\"prune_rate\": \"much\"", "double")]
    [TestCase("\"name\": \"st\"", "\"name\": \"so\"", "no method 'so'")]
    [TestCase("\"cell\": \"lstm\"", "\"cell\": \"elman\"", "no cell 'elman'")]
    [TestCase("\"hidden\": 8", "\"hidden\": 0", "config.json")]
    [TestCase("\"layers\": 2", "\"levels\": 2", "levels")]
    public void A_damaged_configuration_names_what_is_wrong(string old, string damaged, string expected)
    {
        Write(text => text.Replace(old, damaged, StringComparison.Ordinal));
        var exception = Assert.Throws<RunException>(() => RunConfig.Read(_run))!;
        Assert.That(exception.Problem, Is.EqualTo(RunProblem.DamagedConfig));
        Assert.That(
            exception.Message, Does.Contain("config.json").And.Contain("damaged").And.Contain(expected).IgnoreCase);
    }

    [Test]
    public void A_difference_names_key_and_both_values()
    {
        var saved = Read("lstm/config.json");
        Assert.That(
            ConfigDifference.FirstOf(saved, saved with { Training = saved.Training with { LogEvery = 7 } }), Is.Null);
        Assert.That(
            ConfigDifference.FirstOf(saved, saved with { Training = saved.Training with { Epochs = 5 } }),
            Is.EqualTo(new ConfigDifference("training.epochs", "3", "5")));
        Assert.That(
            ConfigDifference.FirstOf(
                saved, saved with { Method = saved.Method.With(MethodOptions.Growth, NamedParts.GradientGrowth) })!.Key,
            Is.EqualTo("method.growth"));
    }

    private RunConfig Read(string file)
    {
        File.Copy(Path.Combine(Stored, file), _run.ConfigPath, overwrite: true);
        return RunConfig.Read(_run);
    }

    private void Write(Func<string, string> change)
    {
        string stored = File.ReadAllText(Path.Combine(Stored, "lstm", "config.json"));
        string changed = change(stored);
        Assert.That(changed, Is.Not.EqualTo(stored));
        File.WriteAllText(_run.ConfigPath, changed);
    }
}
