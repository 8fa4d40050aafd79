using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;

namespace StRnn.Reproduction.Tests;

/// <summary>What the rows of each table and scale would train: their claims and their recipes.</summary>
public sealed class ReproductionRecipeTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-reproduce-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>A claim names rows that the table has, at every scale.</summary>
    [TestCase("table2")]
    [TestCase("table3")]
    [TestCase("table4")]
    [TestCase("table5")]
    [TestCase("table6")]
    [TestCase("table7")]
    [TestCase("fig2")]
    [TestCase("fig3")]
    [TestCase("connections")]
    public void Claims_are_about_rows_of_the_table(string name)
    {
        foreach (var scale in Enum.GetValues<ReproductionScale>())
        {
            var target = ReproductionTargets.Get(name, new ReproductionData(_folder, scale));
            Assert.That(target.Claims, Is.Not.Empty);
            Assert.That(
                target.Claims.SelectMany(claim => claim.Better.Concat(claim.Than)).Distinct(),
                Is.SubsetOf(target.Rows.Select(row => row.Key)), $"{scale}");
        }
    }

    /// <summary>One recipe for all rows of a table, but for what the method is.</summary>
    [TestCase("table2", "st-0.67-as-published")]
    [TestCase("table3", null)]
    public void The_small_scale_is_one_recipe_with_a_widened_range(string name, string? published)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        var rows = ReproductionTargets.Get(name, new ReproductionData(_folder, ReproductionScale.Small)).Rows;
        var configs = rows.Select(row => (row.Key, Config: (LanguageModelConfig)row.Config!)).ToList();

        Assert.That(configs.Select(row => row.Config.Training).Distinct().Count(), Is.EqualTo(1));
        Assert.That(configs.Select(row => row.Config.Model).Distinct().Count(), Is.EqualTo(1));
        Assert.That(configs.Select(row => row.Config.Data.TrainTokens), Has.All.EqualTo(100_000));
        var training = configs[0].Config.Training;
        Assert.That(
            (training.Epochs, training.Lr, training.LrDecay, training.LrConstantEpochs),
            Is.EqualTo((15, 2.0, 1.33, TrainingConfig.OnStall)));
        Assert.That(
            (configs[0].Config.Model as RhnConfig)?.DropoutInput, Is.EqualTo(name == "table3" ? 0.125 : (double?)null),
            "half the preset's");
        foreach (var (key, config) in configs.Where(row => row.Config.Method[MethodOptions.InitScale] is not null))
        {
            Assert.That(
                config.Method[MethodOptions.InitScale],
                Is.EqualTo(key == published ? NamedParts.AsPublished : NamedParts.Widened), key);
        }

        var lasso = configs.Single(row => row.Key == "iss").Config;
        Assert.That(
            lasso.Method[MethodOptions.Lambda] * lasso.Training.Bptt,
            Is.EqualTo(name == "table2" ? 0.00245 : 0.005).Within(1e-9), "on the loss summed over a window");
    }

    /// <summary>Rows that are compared by their weights have as many of them, and one recipe.</summary>
    [TestCase("small", 6_932)]
    [TestCase("medium", 10_000)]
    public void Equal_weights_are_equal_and_end_at_one_learning_rate(string scaleName, int words)
    {
        var scale = Enum.Parse<ReproductionScale>(scaleName, ignoreCase: true);
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        var configs = ReproductionTargets.Get("equal-weights", new ReproductionData(_folder, scale)).Rows
            .Select(row => (LanguageModelConfig)row.Config!)
            .Select(config => config with { Data = config.Data with { VocabularySize = words } })
            .ToList();
        double[] weights = [.. configs.Select(config => (double)ModelDeclaration.AccountOf(config).WeightCount)];
        Assert.That(weights, Has.All.EqualTo(weights[0]).Within(2).Percent);
        Assert.That(configs.Select(config => config.Training).Distinct().Count(), Is.EqualTo(1));
        Assert.That(configs[0].Training.LrConstantEpochs, Is.Not.EqualTo(TrainingConfig.OnStall));
        Assert.That(
            configs.Where(config => config.Method.Name != MethodNames.Dense)
                .Select(config => config.Method[MethodOptions.InitScale]),
            Has.All.EqualTo(NamedParts.Widened));
    }

    /// <summary>Rows of a model differ in what a connection is, and in nothing else.</summary>
    [TestCase("small", 21)]
    [TestCase("medium", 23)]
    public void Connections_of_several_weights_are_compared_by_one_recipe(string scaleName, int rows)
    {
        var scale = Enum.Parse<ReproductionScale>(scaleName, ignoreCase: true);
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        Directory.CreateDirectory(Path.Combine(_folder, "imdb"));
        var target = ReproductionTargets.Get("connections", new ReproductionData(_folder, scale));
        Assert.That(target.Rows, Has.Count.EqualTo(rows));
        foreach (var claim in target.Claims)
        {
            var single = target.Rows.Single(row => row.Key == claim.Better[0]).Config!;
            var several = target.Rows.Single(row => row.Key == claim.Than[0]).Config!;
            Assert.That(several.Method, Is.EqualTo(single.Method), claim.Than[0]);
            Assert.That(several.Training, Is.EqualTo(single.Training), claim.Than[0]);
            Assert.That(WithSingleWeights(several), Is.EqualTo(WithSingleWeights(single)), claim.Than[0]);
            Assert.That(several, Is.Not.EqualTo(single), claim.Than[0]);
            double[] weights = [.. new[] { single, several }.Select(Sized)
                .Select(config => (double)ModelDeclaration.AccountOf(config).WeightCount)];
            Assert.That(weights[1], Is.EqualTo(weights[0]).Within(0.2).Percent, claim.Than[0]);
        }

        static RunConfig WithSingleWeights(RunConfig config) => config switch
        {
            LanguageModelConfig model => model with { Model = model.Model with { Connections = null } },
            ClassifierConfig model => model with { Model = model.Model with { Connections = null } },
            _ => config,
        };

        // As if the data had been read.
        static RunConfig Sized(RunConfig config) => config switch
        {
            LanguageModelConfig model => model with { Data = model.Data with { VocabularySize = 10_000 } },
            ClassifierConfig model => model with { Data = model.Data with { Classes = ["negative", "positive"] } },
            _ => config,
        };
    }

    /// <summary>The published setting is what the paper says, whatever it costs.</summary>
    [Test]
    public void The_paper_scale_is_the_published_setting()
    {
        string data = Path.Combine(_folder, "data");
        foreach (string corpus in new[] { "ptb", "sanders-twitter", "imdb", "yelp", "amazon_fine_foods" })
        {
            Directory.CreateDirectory(Path.Combine(data, corpus));
        }

        var target = ReproductionTargets.Get("table2", new ReproductionData(data, ReproductionScale.Paper));
        var config = (LanguageModelConfig)target.Rows.Single(row => row.Key == "st-0.80").Config!;
        Assert.That(config.Model.Hidden, Is.EqualTo(1500));
        Assert.That((((LstmConfig)config.Model).Layers, ((LstmConfig)config.Model).Dropout), Is.EqualTo((2, 0.65)));
        Assert.That(
            (config.Training.Epochs, config.Training.Batch, config.Training.Bptt, config.Training.Clip),
            Is.EqualTo((100, 20, 35, 10.0)));
        Assert.That(
            (config.Training.Lr, config.Training.LrDecay, config.Training.Momentum), Is.EqualTo((2.0, 1.33, 0.9)));
        Assert.That((config.Method.Sparsity, config.Method[MethodOptions.PruneRate]), Is.EqualTo((0.80, 0.7)));
        Assert.That(config.Data.TrainTokens, Is.Null);
        var run = (LanguageModelConfig)ReproductionTargets.Get(
            "table3", new ReproductionData(data, ReproductionScale.Paper))
            .Rows.Single(row => row.Key == "st").Config!;
        var rhn = (RhnConfig)run.Model;
        Assert.That((rhn.Hidden, rhn.Depth, rhn.Tied), Is.EqualTo((830, 10, true)));
        Assert.That((run.Method.Sparsity, run.Method[MethodOptions.PruneRate]), Is.EqualTo((0.528, 0.5)));
        Assert.That((run.Training.Epochs, run.Training.LrDecay), Is.EqualTo((200, 1.11)));
        var sets = ReproductionTargets.Get("table4", new ReproductionData(data, ReproductionScale.Paper)).Rows;
        (string Key, int Batch, double Lr, double Zeta)[] settings =
        [
            ("sanders", 64, 0.001, 0.6), ("imdb", 256, 0.0005, 0.4), ("yelp-2018", 64, 0.01, 0.2),
            ("amazon", 64, 0.001, 0.2),
        ];
        foreach (var (key, batch, lr, zeta) in settings)
        {
            var set = (ClassifierConfig)sets.Single(row => row.Key == $"{key}-st").Config!;
            Assert.That(
                (set.Training.Batch, set.Training.Lr, set.Method[MethodOptions.PruneRate], set.Method.Epsilon),
                Is.EqualTo((batch, lr, zeta, 10.0)), key);
        }
    }

    /// <summary>
    /// ISS as its own authors trained it (Wen et al. 2018), on the mean of a window's 35 steps where they summed.
    /// </summary>
    [Test]
    public void At_the_paper_scale_iss_has_its_own_recipe()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        var lstm = Lasso("table2");
        Assert.That(
            (lstm.Training.Epochs, lstm.Training.Lr, lstm.Training.LrDecay), Is.EqualTo((55, 35.0, 10.0)),
            "1.0 on the sum");
        Assert.That(
            (lstm.Training.LrConstantEpochs, lstm.Training.LrDecayEvery, lstm.Training.Momentum, lstm.Training.Clip),
            Is.EqualTo(("18", 18, 0.0, 10 / 35.0)));
        Assert.That(
            (((LstmConfig)lstm.Model).Dropout, lstm.Model.EmbeddingRange, lstm.Model.RecurrentRange),
            Is.EqualTo((0.40, 0.04, 0.04)));
        Assert.That(lstm.Method[MethodOptions.Lambda], Is.EqualTo(0.00245 / 35).Within(1e-12));
        var rhn = Lasso("table3");
        Assert.That(
            (rhn.Training.Epochs, rhn.Training.Lr, rhn.Training.LrDecay), Is.EqualTo((500, 7.0, 1.02)),
            "0.2 on the sum");
        Assert.That(
            (rhn.Training.LrConstantEpochs, rhn.Training.LrDecayEvery, rhn.Training.Momentum, rhn.Training.Clip),
            Is.EqualTo(("20", 1, 0.0, 10 / 35.0)));
        Assert.That(
            (rhn.Training.WeightDecay, rhn.Method[MethodOptions.Lambda]),
            Is.EqualTo((1e-7 / 35, (double?)(0.005 / 35))));
        var model = (RhnConfig)rhn.Model;
        Assert.That(
            (model.TransformBias, model.DropoutInput, model.DropoutHidden), Is.EqualTo((-2.0, 0.6 * 0.75, 0.6 * 0.25)));

        LanguageModelConfig Lasso(string table) => (LanguageModelConfig)ReproductionTargets
            .Get(table, new ReproductionData(_folder, ReproductionScale.Paper))
            .Rows.Single(row => row.Key == "iss").Config!;
    }
}
