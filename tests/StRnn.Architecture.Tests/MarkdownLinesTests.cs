namespace StRnn.Architecture.Tests;

public sealed class MarkdownLinesTests
{
    [TestCase("text\n```\ncode\n```\ntext", ".###.")]
    [TestCase("~~~sh\ncode\n\ncode\n~~~\ntext", "#####.")]
    [TestCase("text\n\n    code\n    code\ntext", "..##.")]
    [TestCase("text\n    still the paragraph", "..")]
    [TestCase("# heading\n    code", ".#")]
    [TestCase("- item\n  more\n\n    still the item\n\n      code in the item", ".....#")]
    [TestCase("1. item\n\n   still the item\n\ntext\n\n    code", "......#")]
    [TestCase("| a | b |\n| --- | --- |\n| c | d |", "...")]
    public void Code_blocks_are_told_from_text(string text, string expected)
    {
        var marks = MarkdownLines.Of(text).Select(line => line.IsCode ? '#' : '.');
        Assert.That(string.Concat(marks), Is.EqualTo(expected));
    }
}
