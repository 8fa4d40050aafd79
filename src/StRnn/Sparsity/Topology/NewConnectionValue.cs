using StRnn.Randomness;

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

/// <summary>The initial values of regrown connections, as a function of seed, tensor, update and position.</summary>
internal readonly struct NewConnectionValues(
    NewConnectionValue kind, double range, ulong seed, uint stream, uint updateNumber)
{
    private const double StandardDeviation = 0.1;

    public float At(long position) => kind switch
    {
        NewConnectionValue.Normal
            => (float)(StandardDeviation * PositionNoise.Normal(seed, stream, updateNumber, (ulong)position)),
        NewConnectionValue.Initial
            => (float)(range * PositionNoise.Uniform(seed, stream, updateNumber, (ulong)position)),
        _ => 0,
    };
}
