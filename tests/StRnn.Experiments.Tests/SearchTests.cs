using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Search;
using StRnn.Training.Metrics;

namespace StRnn.Experiments.Tests;

public sealed class SearchTests
{
    private static readonly LanguageModelConfig Sparse =
        LanguageModelPresets.Get(LanguageModelPresets.MediumLstm).ToConfig("dotnet-docs", MethodConfig.Of("st", 0.8));

    [Test]
    public void A_rung_keeps_one_of_eta()
    {
        var plan = new HalvingPlan([2, 6, 20], Eta: 4);
        Assert.That(plan.Counts(32), Is.EqualTo(new[] { 32, 8, 2 }));
        Assert.That(plan.Counts(3), Is.EqualTo(new[] { 3, 1, 1 }));
        Assert.That(plan.TotalEpochs(32), Is.EqualTo((32 * 2) + (8 * 6) + (2 * 20)));
    }

    /// <summary>39 epochs, 6 of them constant, then 33 divisions by 1.2.</summary>
    [TestCase(39)]
    [TestCase(20)]
    [TestCase(6)]
    [TestCase(2)]
    [TestCase(1)]
    public void A_rung_ends_at_the_rate_of_the_whole_recipe(int epochs)
    {
        var training = HalvingPlan.InEpochs(Sparse.Training, epochs);
        training.Check();
        var (whole, rung) = (Sparse.Training.ToSchedule(), training.ToSchedule());
        for (int epoch = 1; epoch < 39; epoch++)
        {
            whole.EndEpoch(null);
        }

        for (int epoch = 1; epoch < epochs; epoch++)
        {
            rung.EndEpoch(null);
        }

        Assert.That(training.Epochs, Is.EqualTo(epochs));
        Assert.That(rung.Rate, Is.EqualTo(whole.Rate).Within(1e-9).Percent);
    }

    [Test]
    public void A_rate_that_waits_for_a_stall_stays()
    {
        var onStall = LanguageModelPresets.Get(LanguageModelPresets.LargeLstm).Training;
        Assert.That(HalvingPlan.InEpochs(onStall, 7), Is.EqualTo(onStall with { Epochs = 7 }));
    }

    [Test]
    public void Candidates_are_different_points_of_the_grid()
    {
        SearchAxis[] axes = [Axis(MethodOptions.PruneRate, "0.1", "0.5", "0.9"), SearchAxis.Dropout(["0", "0.5"])];
        var all = SearchCandidate.Draw(axes, 100, seed: 1);
        Assert.That(all, Has.Count.EqualTo(6));
        Assert.That(all.Select(candidate => string.Join(',', candidate.Values)), Is.Unique);
        var some = SearchCandidate.Draw(axes, 4, seed: 1);
        Assert.That(some.Select(candidate => string.Join(',', candidate.Values)), Is.Unique.And.Exactly(4).Items);
        Assert.That(
            SearchCandidate.Draw(axes, 4, seed: 1).Select(candidate => candidate.Values),
            Is.EqualTo(some.Select(candidate => candidate.Values)));
    }

    [Test]
    public void A_candidate_has_its_settings()
    {
        SearchAxis[] axes =
        [
            Axis(MethodOptions.PruneRate, "0.3"), Axis(MethodOptions.PruneSchedule, "linear"),
            Axis(MethodOptions.UpdateEvery, "300"), Axis(MethodOptions.NewValue, "initial"),
            SearchAxis.Dropout(["0.25"]), SearchAxis.Parameterization(["smupar"], new ParameterizationConfig(200)),
        ];
        var config = SearchCandidate.Draw(axes, 1, seed: 1)[0].Apply(Sparse, axes);
        Assert.Multiple(() =>
        {
            Assert.That(config.Method[MethodOptions.PruneRate], Is.EqualTo(0.3));
            Assert.That(config.Method[MethodOptions.PruneSchedule], Is.EqualTo("linear"));
            Assert.That(config.Method[MethodOptions.UpdateEvery], Is.EqualTo("300"));
            Assert.That(config.Method[MethodOptions.NewValue], Is.EqualTo("initial"));
            Assert.That(config.Method[MethodOptions.InitScale], Is.EqualTo("as-published"));
            Assert.That(((LstmConfig)config.Model).Dropout, Is.EqualTo(0.25));
            Assert.That(config.Parameterization, Is.EqualTo(new ParameterizationConfig(200)));
        });
    }

    [Test]
    public void The_dropout_of_every_stack_is_searched()
    {
        var gru = Sparse with { Model = StackedConfig.Of("gru", 20) };
        Assert.That(
            ((StackedConfig)SearchAxis.Dropout(["0.25"]).Apply(gru, "0.25").Model).Dropout, Is.EqualTo(0.25));
    }

    /// <summary>It used to be begun again and again: its perplexity is more than a number can hold.</summary>
    [Test]
    public void A_trial_that_ends_with_a_huge_loss_has_diverged_and_is_done()
    {
        string folder = Directory.CreateTempSubdirectory("strnn-search-").FullName;
        SearchAxis[] axes = [Axis(MethodOptions.PruneRate, "0.3")];
        var search = new SuccessiveHalving(
            folder, Sparse, axes, SearchCandidate.Draw(axes, 1, seed: 1), new HalvingPlan([2], Eta: 2));
        int begun = 0;
        bool done = search.Run(
            (run, config) =>
            {
                Assert.That(++begun, Is.EqualTo(1));
                run.Create();
                (config with { Data = config.Data with { VocabularySize = 10 } }).Write(run);
                run.AppendMetrics(new EvaluationMetrics { Epoch = 1, Split = "valid", Loss = 800 });
                run.AppendMetrics(new RunSummary { Epoch = 1, Loss = 800 });
                return true;
            },
            _ => { });
        Assert.That(done);
        Assert.That(search.Trials().Single().Problem, Is.EqualTo("diverged"));
        Assert.That(search.Winner(), Is.Null);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Values_that_are_none_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Axis(MethodOptions.PruneRate, "1.5"), Refused("from 0 to 1"));
            Assert.That(() => SearchAxis.Dropout(["1"]), Refused("below 1"));
            Assert.That(() => SearchAxis.Dropout(["x"]), Refused("'x'"));
            Assert.That(() => SearchAxis.Parameterization(["other"], null), Refused("'other'"));
            Assert.That(() => SearchAxis.Parameterization(["smupar"], null), Refused("base model"));
        });

        static NUnit.Framework.Constraints.Constraint Refused(string because)
            => Throws.InstanceOf<FormatException>().With.Message.Contains(because);
    }

    private static SearchAxis Axis(MethodOption option, params string[] values) => SearchAxis.Of(option, values);
}
