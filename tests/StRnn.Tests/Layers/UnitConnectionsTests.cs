using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Layers.Cells.Gru;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.MinGru;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;

namespace StRnn.Tests.Layers;

/// <summary>Which rows of a model's matrices share their connections.</summary>
public sealed class UnitConnectionsTests
{
    private static readonly UnitConnections Units = new();

    [Test]
    public void The_gates_of_a_unit_and_the_neighbours_of_a_decoder_share_theirs()
    {
        var blocks = Blocks(Options(new LstmCell(), Units));
        Assert.That(blocks["embedding.weight"], Is.EqualTo(RowBlocks.Single));
        Assert.That(blocks["lstm.weight_ih_l0"], Is.EqualTo(new RowBlocks(4, true)));
        Assert.That(blocks["lstm.weight_hh_l1"], Is.EqualTo(new RowBlocks(4, true)));
        Assert.That(blocks["decoder.weight"], Is.EqualTo(new RowBlocks(4, false)));
        Assert.That(Blocks(Options(new LstmCell(), null)).Values, Is.All.EqualTo(RowBlocks.Single));
        Assert.That(
            Blocks(Options(new MinGruCell(), Units))["mingru.weight_ih_l0"], Is.EqualTo(new RowBlocks(2, true)));
    }

    [TestCase(2)]
    [TestCase(8)]
    public void Heights_can_be_chosen(int height)
    {
        var blocks = Blocks(Options(new LstmCell(), new() { RecurrentHeight = height, BlockHeight = height }));
        Assert.That(blocks["lstm.weight_hh_l0"], Is.EqualTo(new RowBlocks(height, true)));
        Assert.That(blocks["decoder.weight"], Is.EqualTo(new RowBlocks(height, false)));
    }

    [TestCase(24, 8)]
    [TestCase(20, 4)]
    [TestCase(22, 2)]
    [TestCase(21, 1)]
    public void Rows_that_blocks_do_not_divide_have_lower_ones(int words, int expected)
        => Assert.That(
            Blocks(Options(new LstmCell(), new() { BlockHeight = 8 }, words))["decoder.weight"].Height,
            Is.EqualTo(expected));

    [Test]
    public void A_highway_network_has_two_gates_and_a_tied_table_keeps_its_words_apart()
    {
        var tied = new RhnLanguageModel(new()
        {
            VocabularySize = 24,
            Hidden = 6,
            Depth = 2,
            Connections = Units,
        });
        var heights = tied.Parameters.Where(each => each.CanBeSparse).Select(each => each.Spec.Connections.Height);
        Assert.That(heights, Is.EqualTo(new[] { 1, 2, 2, 2 }));
    }

    [Test]
    public void Three_gates_are_refused_in_one_line_unless_they_stay_apart()
    {
        Assert.That(
            () => Blocks(Options(new GruCell(), Units)),
            Throws.ArgumentException.With.Message.Contains("A unit of a gru layer has 3 gates"));
        var apart = Blocks(Options(new GruCell(), new() { RecurrentHeight = 1 }));
        Assert.That(apart["gru.weight_ih_l0"].Height, Is.EqualTo(1));
        Assert.That(apart["decoder.weight"].Height, Is.EqualTo(4));
    }

    [Test]
    public void Units_that_blocks_do_not_divide_are_refused_in_one_line()
        => Assert.That(
            () => Blocks(Options(new LstmCell(), new() { RecurrentHeight = 8 }) with { Hidden = 5 }),
            Throws.ArgumentException.With.Message.Contains("give a number of units that 2 divides"));

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(16)]
    public void Other_heights_are_refused(int height)
    {
        Assert.That(
            () => new UnitConnections { BlockHeight = height },
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("a block has 1, 2, 4 or 8"));
        Assert.That(
            () => new UnitConnections { RecurrentHeight = height },
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_classifiers_gates_are_never_separate_then()
    {
        var model = new TextClassifier(new() { Classes = 2, VocabularySize = 20, Hidden = 8, Connections = Units });
        var weight = model.Parameters.Single(each => each.Name == "lstm.weight_hh_l0");
        Assert.That(weight.Spec.TopologyGroups, Is.EqualTo(4));
        Assert.That(new StRnn.Sparsity.ConnectionGrid(weight.Spec).Groups, Is.EqualTo(1));
    }

    private static RecurrentLanguageModelOptions Options(
        RecurrentCell cell, UnitConnections? connections, int words = 24) => new()
        {
            Cell = cell,
            VocabularySize = words,
            Hidden = 8,
            Layers = 2,
            Connections = connections,
        };

    private static Dictionary<string, RowBlocks> Blocks(RecurrentLanguageModelOptions options)
        => new RecurrentLanguageModel(options).Parameters
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Spec.Connections.Rows);
}
