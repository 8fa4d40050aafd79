namespace StRnn.Backends.Kernels;

/// <summary>
/// The non-linearities of a recurrent cell; the default is the published cell: logistic gates and a tanh candidate.
/// </summary>
/// <param name="Gate">σ: the activation of i, f and o of an LSTM, t of a recurrent highway network.</param>
/// <param name="Candidate">φ: the activation of g of an LSTM, h of a recurrent highway network.</param>
public readonly record struct CellActivations(
    GateActivation Gate = GateActivation.Logistic, CandidateActivation Candidate = CandidateActivation.Tanh);
