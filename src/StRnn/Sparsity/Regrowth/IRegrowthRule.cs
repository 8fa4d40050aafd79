using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>Decides which new connections a group gets.</summary>
public interface IRegrowthRule
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Gets the inputs that the rule needs besides the connections.</summary>
    RegrowthNeeds Needs => RegrowthNeeds.None;

    /// <summary>Picks exactly the requested number of free positions.</summary>
    /// <param name="request">The request of a group: its free positions and the number to pick.</param>
    /// <returns>The picked positions as a pattern of equal shape; none of them is occupied.</returns>
    SparsityPattern Pick(RegrowthRequest request);
}
