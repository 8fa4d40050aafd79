namespace StRnn.Sparsity.Topology;

/// <summary>The changes of one tensor by a topology update.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Nnz">The number of connections after the update.</param>
/// <param name="Density">nnz / (rows * columns).</param>
/// <param name="Pruned">The number of connections removed.</param>
/// <param name="Regrown">The number of connections added, survivors included.</param>
/// <param name="Survivors">The number of connections removed and drawn again.</param>
public sealed record TopologyChange(string Name, int Nnz, double Density, int Pruned, int Regrown, int Survivors);
