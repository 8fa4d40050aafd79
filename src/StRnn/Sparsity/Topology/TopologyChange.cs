namespace StRnn.Sparsity.Topology;

/// <summary>What a topology update did to one tensor.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Nnz">The number of connections after the update.</param>
/// <param name="Density">nnz / (rows * columns).</param>
/// <param name="Pruned">How many connections were removed.</param>
/// <param name="Regrown">How many connections were added, survivors included.</param>
/// <param name="Survivors">How many were removed and drawn again.</param>
public sealed record TopologyChange(string Name, int Nnz, double Density, int Pruned, int Regrown, int Survivors);
