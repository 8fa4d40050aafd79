namespace StRnn.Sparsity.Topology;

/// <summary>The initial weight of a regrown connection; its optimiser state starts at 0.</summary>
public enum NewConnectionValue
{
    /// <summary>0, as in the programs of ST-RNN, RigL and SNFS.</summary>
    Zero,

    /// <summary>N(0, 0.1²), as in the first program of SET.</summary>
    Normal,

    /// <summary>U(-r, r) with the range r of the tensor's initial values.</summary>
    Initial,
}
