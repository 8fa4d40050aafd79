using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Sparsity.Regrowth;

namespace StRnn.Tests.Training;

/// <summary>A rule that finds no room once, for the scores of the group that a test chooses.</summary>
internal sealed class FullRegrowth(IRegrowthRule inner, int failing) : IRegrowthRule
{
    private int _picks;

    public string Name => inner.Name;

    public RegrowthNeeds Needs => inner.Needs;

    public SparsityPattern Pick(RegrowthRequest request)
        => _picks++ == failing
            ? throw new BackendOutOfMemoryException("The test's device is full.")
            : inner.Pick(request);
}
