using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>Decides which new connections a group gets.</summary>
public interface IRegrowthRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>What the rule looks at besides the connections.</summary>
    RegrowthNeeds Needs => RegrowthNeeds.None;

    /// <summary>Picks exactly the wanted number of free positions.</summary>
    /// <param name="request">What the group wants.</param>
    /// <returns>The picked positions, a pattern of the same shape, none of them occupied.</returns>
    SparsityPattern Pick(RegrowthRequest request);
}
