namespace StRnn.Backends.Kernels;

/// <summary>
/// φ, the activation of a recurrent cell's candidate: g of an LSTM, h of a recurrent highway network. The tanh of an
/// LSTM's cell state is not meant. Source: Liu et al. 2021, whose conclusion names SELU and SPOCU.
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
}
