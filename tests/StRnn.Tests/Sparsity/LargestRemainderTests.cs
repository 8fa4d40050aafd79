using StRnn.Sparsity.Redistribution;

namespace StRnn.Tests.Sparsity;

public sealed class LargestRemainderTests
{
    [Test]
    public void Parts_are_proportional_and_sum_to_the_total()
        => Assert.That(
            LargestRemainder.Of(10, [1, 1, 2], [100, 100, 100]),
            Is.EqualTo(new long[] { 3, 2, 5 }),
            "2.5, 2.5, 5: the first of equals");

    [Test]
    public void What_a_limit_cuts_off_goes_to_the_others()
        => Assert.That(LargestRemainder.Of(100, [8, 1, 1], [10, 1000, 1000]), Is.EqualTo(new long[] { 10, 45, 45 }));

    [Test]
    public void Without_weights_all_count_equally()
        => Assert.That(LargestRemainder.Of(7, [0, 0, 0], [1, 9, 9]), Is.EqualTo(new long[] { 1, 3, 3 }));

    [Test]
    public void More_than_fits_is_refused()
        => Assert.That(() => LargestRemainder.Of(5, [1, 1], [2, 2]), Throws.ArgumentException);
}
