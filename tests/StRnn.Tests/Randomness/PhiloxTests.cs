using StRnn.Randomness;

namespace StRnn.Tests;

public sealed class PhiloxTests
{
    /// <summary>
    /// Known-answer vectors of the generator's authors (Random123, kat_vectors, philox4x32 with 10 rounds).
    /// </summary>
    [TestCase(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [TestCase(
        0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xfffffffffffffffful,
        0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [TestCase(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_matches_the_published_vectors(
        uint c0, uint c1, uint c2, uint c3, ulong seed, uint w0, uint w1, uint w2, uint w3)
    {
        Assert.That(Philox.Block(c0, c1, c2, c3, seed), Is.EqualTo((w0, w1, w2, w3)));
    }

    [Test]
    public void Word_is_a_component_of_its_block()
    {
        var block = Philox.Block(2, 0, 7, 3, 42);
        Assert.That(
            (Philox.Word(42, 3, 7, 8), Philox.Word(42, 3, 7, 9), Philox.Word(42, 3, 7, 10), Philox.Word(42, 3, 7, 11)),
            Is.EqualTo(block));
    }
}
