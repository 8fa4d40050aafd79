using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;

namespace StRnn.Text.Tests.Accounting;

/// <summary>
/// Computes the printed figures of Liu et al. 2021, tables 2 and 3, from shapes and numbers of connections.
/// </summary>
public sealed class PaperConventionTests
{
    private const int Vocabulary = 10_000;
    private const long Tokens = PaperConvention.PennTreebankTokens;

    private static readonly IReadOnlyList<Parameter> Lstm = new LstmLanguageModel(
        new LstmLanguageModelOptions { VocabularySize = Vocabulary, Hidden = 1500, Layers = 2 }).Parameters;

    private static readonly IReadOnlyList<Parameter> Rhn = new RhnLanguageModel(
        new RhnLanguageModelOptions { VocabularySize = Vocabulary, Hidden = 830, Depth = 10, Tied = true }).Parameters;

    [Test]
    public void Dense_training_of_the_lstm_is_3_1e16()
        => Assert.That(
            PaperConvention.Training(Account(Lstm, null), Tokens, 100), Is.EqualTo(3.1e16).Within(1).Percent);

    [Test]
    public void Dense_inference_of_the_lstm_is_7_2e10_within_one_percent()
        => Assert.That(PaperConvention.Inference(Account(Lstm, null)), Is.EqualTo(7.2e10).Within(1).Percent);

    [Test]
    public void Dense_inference_of_the_rhn_is_3_3e10()
        => Assert.That(PaperConvention.Inference(Account(Rhn, null)), Is.EqualTo(3.3e10).Within(1).Percent);

    /// <summary>The paper's text says 200 epochs, but only 500 give the printed figure.</summary>
    [Test]
    public void Dense_training_of_the_rhn_is_6_5e16_with_500_epochs()
        => Assert.That(PaperConvention.Training(Account(Rhn, null), Tokens, 500), Is.EqualTo(6.5e16).Within(1).Percent);

    [TestCase(0.33, 0.333)]
    [TestCase(0.20, 0.202)]
    public void Training_with_erdos_renyi_has_the_printed_multiplier(double density, double printed)
        => Assert.That(Ratio(ErdosRenyiInitializer.FromDensity(density), 0), Is.EqualTo(printed).Within(0.0005));

    [TestCase(0.33)]
    [TestCase(0.20)]
    public void Training_with_a_uniform_density_has_that_multiplier(double density)
        => Assert.That(Ratio(new UniformInitializer(density), 0), Is.EqualTo(density).Within(0.0005));

    /// <summary>An update per epoch of 1,328 steps, as in the library of the paper's authors.</summary>
    [TestCase(0.33, 0.333)]
    [TestCase(0.20, 0.202)]
    public void Rigl_once_per_epoch_has_the_printed_multiplier(double density, double printed)
        => Assert.That(
            Ratio(ErdosRenyiInitializer.FromDensity(density), 1.0 / 1329), Is.EqualTo(printed).Within(0.001));

    /// <summary>
    /// SNFS moves connections to the matrices that multiply. With the printed inference multiplier r, forward pass and
    /// input gradients cost r of the dense ones, and the weight gradients are dense. The printed figures agree at the
    /// limit of their rounding.
    /// </summary>
    [TestCase(0.363, 0.614)]
    [TestCase(0.223, 0.529)]
    public void Snfs_follows_from_its_inference_multiplier(double r, double printed)
    {
        var dense = Account(Lstm, null);
        var account = new ModelAccount([.. dense.Tensors.Select(Thinned)]);
        Assert.That(PaperConvention.Inference(account) / PaperConvention.Inference(dense), Is.EqualTo(r).Within(1e-6));
        Assert.That(
            PaperConvention.Training(account, Tokens, 100, denseGradientShare: 1)
                / PaperConvention.Training(dense, Tokens, 100),
            Is.EqualTo(printed).Within(0.001));

        TensorAccount Thinned(TensorAccount tensor) => tensor.IsMatrix
            ? tensor with { IsSparse = true, Nnz = tensor.IsLookup ? 0 : (long)Math.Round(r * tensor.Nnz) }
            : tensor;
    }

    /// <summary>
    /// The convention does not give two of the printed multipliers: they are ratios of parameters (21.8 and 13.2 of
    /// 66.0).
    /// </summary>
    [Test]
    public void The_small_dense_multipliers_are_ratios_of_parameters()
    {
        var small = new LstmLanguageModel(
            new LstmLanguageModelOptions { VocabularySize = Vocabulary, Hidden = 700, Layers = 2 }).Parameters;
        double parameters = (double)Account(small, null).WeightCount / Account(Lstm, null).WeightCount;
        double flops = PaperConvention.Inference(Account(small, null)) / PaperConvention.Inference(Account(Lstm, null));
        Assert.That(parameters, Is.EqualTo(0.330).Within(0.001));
        Assert.That(flops, Is.EqualTo(0.291).Within(0.001));
    }

    private static double Ratio(ISparseInitializer initializer, double denseGradientShare)
        => PaperConvention.Training(Account(Lstm, initializer), Tokens, 100, denseGradientShare)
            / PaperConvention.Training(Account(Lstm, null), Tokens, 100);

    private static ModelAccount Account(IReadOnlyList<Parameter> parameters, ISparseInitializer? initializer)
        => ModelAccount.Plan(parameters, initializer);
}
