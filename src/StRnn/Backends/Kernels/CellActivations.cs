namespace StRnn.Backends.Kernels;

/// <summary>
/// The non-linearities of a recurrent cell; the default is the published cell: logistic gates and a tanh candidate.
/// </summary>
/// <param name="Gate">
/// σ: the activation of i, f and o of an LSTM, r and z of a GRU, z of a minGRU, t of a recurrent highway network.
/// </param>
/// <param name="Candidate">
/// φ: the activation of g of an LSTM, n of a GRU, h of a minGRU and of a recurrent highway network.
/// </param>
public readonly record struct CellActivations(
    GateActivation Gate = GateActivation.Logistic, CandidateActivation Candidate = CandidateActivation.Tanh);

/// <summary>
/// σ, the activation of a recurrent cell's gates: i, f and o of an LSTM, r and z of a GRU, z of a minGRU, t of a
/// recurrent highway network. The candidate has its own, <see cref="CandidateActivation"/>.
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

/// <summary>
/// φ, the activation of a recurrent cell's candidate: g of an LSTM, n of a GRU, h of a minGRU and of a recurrent
/// highway network. The tanh of an LSTM's cell state is not meant. Source: Liu et al. 2021, whose conclusion names SELU
/// and SPOCU.
/// </summary>
public enum CandidateActivation
{
    /// <summary>tanh(x).</summary>
    Tanh = 0,

    /// <summary>
    /// SELU: λ*x for x &gt; 0, else λα*(exp(x) - 1), with λ = 1.0507009873554805 and α = 1.6732632423543772. Source:
    /// Klambauer et al. 2017.
    /// </summary>
    Selu = 1,

    /// <summary>
    /// SPOCU: α*r(u) - α*r(β) with u = x/γ + β, r(u) = u³(u⁵ - 2u⁴ + 2) for u ≥ 0, else 0; α = 3.0937, β = 0.6653, γ =
    /// 4.437. It grows with the eighth power of large x. Source: Kiseľák et al. 2020, as corrected, with c = ∞.
    /// </summary>
    Spocu = 2,

    /// <summary>SPOCU with c = 1: r stays at r(1) = 1 for u ≥ 1, so that it is bounded from both sides.</summary>
    BoundedSpocu = 3,

    /// <summary>x itself: the candidate of minGRU. Source: Feng et al. 2024, section 3.1.</summary>
    Identity = 4,
}
