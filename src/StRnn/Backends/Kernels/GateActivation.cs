namespace StRnn.Backends.Kernels;

/// <summary>
/// σ, the activation of a recurrent cell's gates: i, f and o of an LSTM, t of a recurrent highway network. The
/// candidate has its own, <see cref="CandidateActivation"/>.
/// </summary>
public enum GateActivation
{
    /// <summary>1 / (1 + exp(-x)); its derivative from its output y is y*(1-y).</summary>
    Logistic = 0,

    /// <summary>
    /// clip(0.2*x + 0.5, 0, 1); its derivative from its output y is 0.2 where 0 &lt; y &lt; 1, else 0.
    /// Source: the default of Keras up to 2.2.
    /// </summary>
    HardSigmoid = 1,
}
