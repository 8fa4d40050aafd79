namespace StRnn.Layers;

/// <summary>
/// The hidden units of a layer and every row and column of the model that belongs to one of them: an intrinsic sparse
/// structure, which can be removed as a whole without anything else changing its shape. Source: Wen et al. 2018,
/// section 3.1.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Units">H.</param>
/// <param name="Uses">
/// Where its units are written and read; an entry on both sides of a recurrent matrix counts twice, as in the published
/// program.
/// </param>
public sealed record UnitStructure(string Name, int Units, IReadOnlyList<UnitUse> Uses);
