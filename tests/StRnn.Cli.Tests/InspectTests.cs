using System.Text.Json;
using StRnn.Autograd;
using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>The figures of Liu et al. 2021 and of the reconstruction of their counts.</summary>
public sealed class InspectTests
{
    [Test]
    public void The_large_model_has_66_million_weights()
    {
        var totals = Inspect("--preset ptb-lstm-large").GetProperty("totals");

        Assert.That(totals.GetProperty("weights").GetInt64(), Is.EqualTo(66_000_000));
        Assert.That(totals.GetProperty("biases").GetInt64(), Is.EqualTo(22_000));
        Assert.That(totals.GetProperty("parameters").GetInt64(), Is.EqualTo(66_022_000));
        Assert.That(totals.GetProperty("forward_flops_per_token").GetDouble(), Is.EqualTo(2 * 51e6));
        Assert.That(totals.GetProperty("training_flops_per_token_paper").GetDouble(), Is.EqualTo(2 * 168e6));
        Assert.That(totals.GetProperty("training_flops_per_token").GetDouble(), Is.EqualTo(2 * ((3 * 51e6) + 1500)));
        Assert.That(totals.GetProperty("weight_bytes").GetInt64(), Is.EqualTo(4 * 66_022_000L));
        Assert.That(totals.GetProperty("optimizer_bytes").GetInt64(), Is.EqualTo(4 * 66_022_000L), "momentum");
    }

    /// <summary>
    /// The classifier's connections as the paper prints them: 243,520 at epsilon 10, 95.69 % sparsity; its output layer
    /// stays dense.
    /// </summary>
    [TestCase(10, 243_520, 0.9569)]
    [TestCase(2, 48_704, 0.9914)]
    public void The_classifier_has_the_papers_connections(int epsilon, long connections, double sparsity)
    {
        var sparse = Inspect($"--preset imdb --epsilon {epsilon}").GetProperty("tensors").EnumerateArray()
            .Where(tensor => tensor.GetProperty("is_sparse").GetBoolean()).ToList();

        long cells =
            sparse.Sum(tensor => tensor.GetProperty("rows").GetInt64() * tensor.GetProperty("columns").GetInt64());
        Assert.That(sparse.Sum(tensor => tensor.GetProperty("nnz").GetInt64()), Is.EqualTo(connections));
        var totals = Inspect($"--preset imdb --epsilon {epsilon}").GetProperty("totals");
        Assert.That(
            totals.GetProperty("forward_flops_per_token").GetDouble(), Is.EqualTo(2 * 8 * epsilon * 512),
            "the eight gate matrices");
        Assert.That(
            totals.GetProperty("training_flops_per_target").GetDouble(), Is.EqualTo(3 * 2 * 512),
            "the output layer, once per text");
        Assert.That(1 - (connections / (double)cells), Is.EqualTo(sparsity).Within(5e-5));
        Assert.That(
            totals.GetProperty("optimizer_bytes").GetInt64(),
            Is.EqualTo(2 * 4 * (connections + 512 + 1024 + 2)), "two moments of every trainable value");
    }

    [TestCase(0.67, 21_780_000, 0.33)]
    [TestCase(0.80, 13_200_000, 0.20)]
    public void Uniform_sparsity_gives_the_papers_counts(double sparsity, long weights, double density)
    {
        var inspection = Inspect($"--preset ptb-lstm-large --sparsity {sparsity}");

        Assert.That(inspection.GetProperty("totals").GetProperty("weights").GetInt64(), Is.EqualTo(weights));
        Assert.That(DensityOf(inspection, "embedding.weight"), Is.EqualTo(density).Within(1e-7));
        Assert.That(DensityOf(inspection, "lstm.weight_hh_l1"), Is.EqualTo(density).Within(1e-7));
        Assert.That(DensityOf(inspection, "decoder.bias"), Is.EqualTo(1));
        Assert.That(inspection.GetProperty("epsilon").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase(0.67, 410.943, 0.31506, 0.34245)]
    [TestCase(0.80, 249.057, 0.19094, 0.20755)]
    public void Erdos_Renyi_gives_the_papers_epsilon_and_densities(
        double sparsity, double epsilon, double words, double recurrent)
    {
        var inspection = Inspect($"--preset ptb-lstm-large --sparsity {sparsity} --init er");

        Assert.That(inspection.GetProperty("epsilon").GetDouble(), Is.EqualTo(epsilon).Within(5e-4));
        Assert.That(DensityOf(inspection, "embedding.weight"), Is.EqualTo(words).Within(5e-6));
        Assert.That(DensityOf(inspection, "decoder.weight"), Is.EqualTo(words).Within(5e-6));
        Assert.That(DensityOf(inspection, "lstm.weight_ih_l0"), Is.EqualTo(recurrent).Within(5e-6));
        Assert.That(DensityOf(inspection, "lstm.weight_hh_l1"), Is.EqualTo(recurrent).Within(5e-6));
    }

    [Test]
    public void Epsilon_counts_rows_plus_columns()
    {
        var inspection = Inspect("--preset ptb-lstm-large --epsilon 10");

        Assert.That(
            inspection.GetProperty("totals").GetProperty("weights").GetInt64(),
            Is.EqualTo(10 * ((2 * 11_500) + (4 * 7_500))));
    }

    [Test]
    public void The_recurrent_highway_network_counts_its_tied_table_once()
    {
        var totals = Inspect("--preset ptb-rhn").GetProperty("totals");

        Assert.That(totals.GetProperty("weights").GetInt64(), Is.EqualTo(23_455_800));
        Assert.That(totals.GetProperty("biases").GetInt64(), Is.EqualTo((10 * 1660) + 10_000));
        Assert.That(totals.GetProperty("forward_flops_per_token").GetDouble(), Is.EqualTo(2 * 23_455_800.0));
        Assert.That(totals.GetProperty("training_flops_per_token_paper").GetDouble(), Is.EqualTo(6 * 23_455_800.0));
    }

    [Test]
    public void The_sparse_recurrent_highway_network_has_the_papers_densities()
    {
        var uniform = Inspect("--preset ptb-rhn --sparsity 0.528");
        Assert.That(
            uniform.GetProperty("totals").GetProperty("weights").GetInt64(), Is.EqualTo(11_071_138).Within(6),
            "rounded per tensor");
        Assert.That(DensityOf(uniform, "embedding.weight"), Is.EqualTo(0.472).Within(1e-7));

        var erdosRenyi = Inspect("--preset ptb-rhn --sparsity 0.528 --init er");
        Assert.That(erdosRenyi.GetProperty("epsilon").GetDouble(), Is.EqualTo(289.669).Within(5e-4));
        Assert.That(DensityOf(erdosRenyi, "embedding.weight"), Is.EqualTo(0.37797).Within(5e-6));
        Assert.That(DensityOf(erdosRenyi, "rhn.weight_hidden_d9"), Is.EqualTo(0.52350).Within(5e-6));
    }

    [Test]
    public void Stacked_layers_of_an_Rhn_are_refused()
        => Assert.That(
            Strnn.Run("inspect", "--preset", "ptb-rhn", "--layers", "2").Error,
            Does.Contain("--layers cannot be used"));

    /// <summary>It used to say that a classifier has one layer, which training has long not required.</summary>
    [Test]
    public void Stacked_layers_of_a_classifier_are_counted()
    {
        long Weights(string layers)
            => Inspect($"--preset imdb{layers}").GetProperty("totals").GetProperty("weights").GetInt64();
        Assert.That(Weights(" --layers 2"), Is.GreaterThan(Weights(string.Empty)));
        Assert.That(Weights(" --layers 1"), Is.EqualTo(Weights(string.Empty)));
    }

    [TestCase(700, 21_840_000)]
    [TestCase(490, 13_641_600)]
    public void Small_dense_models_match_their_counts(int hidden, long weights)
    {
        var totals = Inspect($"--preset ptb-lstm-large --hidden {hidden}").GetProperty("totals");

        Assert.That(totals.GetProperty("weights").GetInt64(), Is.EqualTo(weights));
    }

    [Test]
    public void The_table_for_people_has_the_same_totals()
    {
        var result = Strnn.Run("inspect", "--preset", "ptb-lstm-large", "--sparsity", "0.67");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Out, Does.Contain("21,780,000").And.Contain("lstm.weight_hh_l1").And.Contain("0.33000"));
    }

    /// <summary>
    /// Dense momentum costs a dense gradient in every step and state at every position; growth by the gradient in the
    /// steps of an update.
    /// </summary>
    [Test]
    public void A_method_that_needs_dense_gradients_says_what_they_cost()
    {
        var st = Inspect("--preset ptb-lstm-large --sparsity 0.8").GetProperty("totals");
        var snfs = Inspect("--preset ptb-lstm-large --sparsity 0.8 --method snfs").GetProperty("totals");
        var rigl = Inspect("--preset ptb-lstm-large --sparsity 0.8 --method rigl --init uniform").GetProperty("totals");

        const double Dense = (2 * 51e6) + (2 * 1500);
        Assert.That(Flops(st, "training_flops_per_token_at_update"), Is.EqualTo(Flops(st, "training_flops_per_token")));
        Assert.That(
            Flops(snfs, "training_flops_per_token") - Flops(st, "training_flops_per_token"),
            Is.EqualTo(Dense).Within(1));
        Assert.That(Flops(rigl, "training_flops_per_token"), Is.EqualTo(Flops(st, "training_flops_per_token")));
        Assert.That(
            Flops(rigl, "training_flops_per_token_at_update") - Flops(st, "training_flops_per_token"),
            Is.EqualTo(Dense).Within(1));
        Assert.That(Flops(snfs, "optimizer_bytes") - Flops(st, "optimizer_bytes"), Is.EqualTo(4 * 66e6));
        Assert.That(
            Flops(st, "pattern_bytes"), Is.EqualTo(4 * (13_200_000.0 + 44_000 + 6)),
            "a column number each, and row offsets");
        Assert.That(Flops(st, "gradient_bytes"), Is.EqualTo(4 * 13_222_000.0));

        static double Flops(JsonElement totals, string name) => totals.GetProperty(name).GetDouble();
    }

    /// <summary>
    /// The whole training on Penn Treebank as the paper counts it: 3.1e16, and SNFS at 0.614 and 0.529 of it but for
    /// its rounding.
    /// </summary>
    [Test]
    public void A_published_model_says_what_its_whole_training_costs()
    {
        double dense = WholeTraining("--preset ptb-lstm-large");

        Assert.That(dense, Is.EqualTo(3.1234e16).Within(0.01).Percent);
        Assert.That(WholeTraining("--preset ptb-lstm-large --sparsity 0.67") / dense, Is.EqualTo(0.330).Within(1e-6));
        Assert.That(
            WholeTraining("--preset ptb-lstm-large --sparsity 0.637 --method snfs --init uniform") / dense,
            Is.EqualTo(0.6133).Within(1e-3));
        Assert.That(
            WholeTraining("--preset ptb-lstm-large --sparsity 0.777 --method snfs --init uniform") / dense,
            Is.EqualTo(0.5283).Within(1e-3));
        Assert.That(
            WholeTraining(
                "--preset ptb-lstm-large --sparsity 0.67 --method rigl --init uniform --update-every 9") / dense,
            Is.EqualTo(0.330 + (0.75 * 0.1 * 0.67 * 66 / 168)).Within(1e-6),
            "every tenth step of three quarters of the run");
        Assert.That(
            WholeTraining("--preset ptb-lstm-large --sparsity 0.67 --growth gradient") / dense,
            Is.EqualTo(0.330 + (0.67 * 66 / 168 / (1 + (929_589 / 700.0)))).Within(1e-6), "once per epoch, to the end");
        Assert.That(
            Inspect("--preset ptb-lstm-large --sparsity 0.67 --method gmp").GetProperty("totals")
                .GetProperty("whole_training_flops_paper").ValueKind,
            Is.EqualTo(JsonValueKind.Null), "it depends on the way from dense to sparse");

        static double WholeTraining(string options)
            => Inspect(options).GetProperty("totals").GetProperty("whole_training_flops_paper").GetDouble();
    }

    [Test]
    public void A_small_dense_model_has_the_width_that_its_weights_allow()
        => Assert.That(
            Inspect("--preset ptb-lstm-large --sparsity 0.67 --method small-dense").GetProperty("totals")
                .GetProperty("weights").GetInt64(),
            Is.EqualTo(21_780_000).Within(0.2).Percent);

    [Test]
    public void A_run_is_counted_from_its_checkpoint()
    {
        using var place = new Workplace();
        Assert.That(Strnn.Run(place.TrainArguments("run", "--sparsity", "0.5", "--max-steps", "3")).ExitCode, Is.Zero);

        var inspection = Strnn.Run("inspect", place.At("run"), "--json").Json;

        Assert.That(inspection.GetProperty("source").GetString(), Does.Contain("last.safetensors"));
        Assert.That(inspection.GetProperty("totals").GetProperty("density").GetDouble(), Is.EqualTo(0.5).Within(1e-3));
    }

    /// <summary>
    /// What the plan says of activations is what a finished run measured, by whatever way its model goes.
    /// </summary>
    [TestCase("--sparsity", "0.5")]
    [TestCase("--method", "dense")]
    [TestCase("--sparsity", "0.5", "--dropout", "0.2", "--separate-gates")]
    [TestCase("--preset", "ptb-rhn-small", "--depth", "3", "--sparsity", "0.5")]
    [TestCase("--preset", "ptb-rhn-small", "--depth", "2", "--tied", "false", "--method", "dense")]
    public void Planned_activations_are_those_that_a_run_measures(params string[] options)
    {
        var (planned, measured) = ActivationsOf(options);

        Assert.That(measured, Is.EqualTo(planned));
    }

    /// <summary>
    /// A rule that reads dense gradients, noise or groups has memory of its own beside them, of the size that it
    /// declares.
    /// </summary>
    [TestCase("snfs", DenseGradient.BlockElements)]
    [TestCase("rigl", DenseGradient.BlockElements)]
    [TestCase("deepr", 0)]
    [TestCase("iss", 0)]
    public void Planned_activations_do_not_count_what_a_rule_reads(string method, int elements)
    {
        const int SmallArrays = 64 << 10;
        string[] size = method switch
        {
            "iss" => [],
            "rigl" => ["--sparsity", "0.5", "--update-every", "10"],
            _ => ["--sparsity", "0.5"],
        };
        var (planned, measured) = ActivationsOf(["--method", method, "--momentum", "0.9", .. size]);

        Assert.That(
            measured - planned,
            Is.InRange(1 + (sizeof(float) * (long)elements), SmallArrays + (sizeof(float) * (long)elements)));
    }

    /// <summary>Of a classifier they are an upper bound: texts repeat words.</summary>
    [TestCase("--epsilon", "2", 0.99)]
    [TestCase("--method", "dense", 0.2)]
    public void Planned_activations_of_a_classifier_are_enough(string option, string value, double least)
    {
        using var place = new ReviewPlace();
        Assert.That(Strnn.Run(place.TrainArguments("run", option, value, "--backend", "cpu")).ExitCode, Is.Zero);
        var (planned, measured) = ActivationsIn(place.At("run"));

        Assert.That(measured, Is.InRange((long)(least * planned), planned));
    }

    private static (long Planned, long Measured) ActivationsOf(string[] options)
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments("run", [.. options, "--backend", "cpu"]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return ActivationsIn(place.At("run"));
    }

    private static (long Planned, long Measured) ActivationsIn(string run)
    {
        var inspection = Strnn.Run("inspect", run, "--json").Json;
        return (
            inspection.GetProperty("totals").GetProperty("activation_bytes").GetInt64(),
            inspection.GetProperty("measured").GetProperty("activation_bytes").GetInt64());
    }

    private static JsonElement Inspect(string options)
    {
        var result = Strnn.Run(["inspect", .. options.Split(' '), "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.Json;
    }

    private static double DensityOf(JsonElement inspection, string tensor)
        => inspection.GetProperty("tensors").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == tensor)
            .GetProperty("density").GetDouble();
}
