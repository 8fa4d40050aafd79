namespace StRnn.Sparsity.Pruning;

/// <summary>What a pruning rule looks at besides the weights.</summary>
[Flags]
public enum PruningNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The weights after the update before: one more number per connection is kept.</summary>
    Previous = 1,

    /// <summary>The gradient of the step in progress.</summary>
    Gradient = 2,
}
