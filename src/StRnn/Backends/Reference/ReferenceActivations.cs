using StRnn.Backends.Kernels;

namespace StRnn.Backends.Reference;

/// <summary>The non-linearities of the recurrent cells, in double.</summary>
internal static class ReferenceActivations
{
    // Klambauer et al. 2017, appendix: the fixed point of mean 0 and variance 1.
    private const double SeluScale = 1.0507009873554805;
    private const double SeluAlpha = 1.6732632423543772;

    // The constants in use for c = infinity; the formula as corrected in doi 10.1007/s00521-020-05412-6.
    private const double SpocuAlpha = 3.0937;
    private const double SpocuBeta = 0.6653;
    private const double SpocuGamma = 4.437;

    /// <summary>Computes σ(x).</summary>
    public static double Gate(GateActivation activation, double x) => activation == GateActivation.HardSigmoid
        ? Math.Clamp((0.2 * x) + 0.5, 0, 1)
        : 1 / (1 + Math.Exp(-x));

    /// <summary>Computes σ' from the output y = σ(x).</summary>
    public static double GateSlope(GateActivation activation, double y) => activation == GateActivation.HardSigmoid
        ? y is > 0 and < 1 ? 0.2 : 0
        : y * (1 - y);

    /// <summary>Computes φ(x).</summary>
    public static double Candidate(CandidateActivation activation, double x) => activation switch
    {
        CandidateActivation.Selu => Selu(x),
        CandidateActivation.Spocu => Spocu(x, double.PositiveInfinity),
        CandidateActivation.BoundedSpocu => Spocu(x, 1),
        CandidateActivation.Identity => x,
        _ => Math.Tanh(x),
    };

    /// <summary>Returns the number that a forward step stores in place of x, where φ(x) = y.</summary>
    public static double Kept(CandidateActivation activation, double x, double y)
        => activation == CandidateActivation.Tanh ? y : x;

    /// <summary>Computes φ and φ' from the number that the forward step stored.</summary>
    public static (double Value, double Slope) FromKept(CandidateActivation activation, double kept)
        => activation switch
        {
            CandidateActivation.Selu => (Selu(kept), kept > 0 ? SeluScale : SeluScale * SeluAlpha * Math.Exp(kept)),
            CandidateActivation.Spocu =>
                (Spocu(kept, double.PositiveInfinity), SpocuSlope(kept, double.PositiveInfinity)),
            CandidateActivation.BoundedSpocu => (Spocu(kept, 1), SpocuSlope(kept, 1)),
            CandidateActivation.Identity => (kept, 1),
            _ => (kept, 1 - (kept * kept)),
        };

    private static double Selu(double x) => x > 0 ? SeluScale * x : SeluScale * SeluAlpha * ExponentialMinusOne(x);

    // Near 0 without cancellation: 2*sinh(x/2)*exp(x/2).
    private static double ExponentialMinusOne(double x)
        => x < -1 ? Math.Exp(x) - 1 : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);

    private static double Spocu(double x, double ceiling)
        => SpocuAlpha * (Polynomial(SpocuInner(x), ceiling) - Polynomial(SpocuBeta, ceiling));

    private static double SpocuInner(double x) => (x / SpocuGamma) + SpocuBeta;

    // Factored so that it grows to infinity at infinity, where u^5 - 2u^4 has no value.
    private static double Polynomial(double u, double ceiling)
    {
        u = Math.Min(u, ceiling);
        return u < 0 ? 0 : u * u * u * ((u * u * u * u * (u - 2)) + 2);
    }

    private static double SpocuSlope(double x, double ceiling)
    {
        double u = SpocuInner(x);
        return u < 0 || u >= ceiling
            ? 0
            : SpocuAlpha / SpocuGamma * u * u * ((u * u * u * u * ((8 * u) - 14)) + 6);
    }
}
