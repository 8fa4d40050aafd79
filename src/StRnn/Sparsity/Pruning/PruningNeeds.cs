namespace StRnn.Sparsity.Pruning;

/// <summary>Inputs that a pruning rule needs besides the weights.</summary>
[Flags]
public enum PruningNeeds
{
    /// <summary>No further input.</summary>
    None = 0,

    /// <summary>The weights after the preceding update, for which one more number per connection is stored.</summary>
    Previous = 1,

    /// <summary>The gradient of the current step.</summary>
    Gradient = 2,
}
