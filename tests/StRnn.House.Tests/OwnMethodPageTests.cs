namespace StRnn.House.Tests;

public sealed class OwnMethodPageTests
{
    [Test]
    public void The_page_shows_the_code_that_is_compiled_and_trained_with()
    {
        string code = File.ReadAllText(Repository.At("tests", "StRnn.Extensibility.Tests", "LotteryGrowth.cs")).Trim();
        Assert.That(File.ReadAllText(Repository.At("docs", "own-method.md")), Does.Contain(code));
    }
}
