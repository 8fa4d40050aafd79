using StRnn.Backends.Kernels;

namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// The non-linearities of a cell in double, as their sources write them, with bounds on what single precision may make
/// of them: from the roundings of each formula's terms, and from those of SPOCU's inner number times the slope.
/// </summary>
internal sealed class CellFormula(CellActivations activations)
{
    private const double Lambda = 1.0507009873554805;
    private const double LambdaAlpha = Lambda * 1.6732632423543772;
    private const double Alpha = 3.0937;
    private const double Beta = 0.6653;
    private const double Gamma = 4.437;

    // Roundings of a polynomial of degree 8 and of its constants.
    private const int PolynomialRoundings = 12;

    /// <summary>Gets some of the pairs: every gate and every candidate.</summary>
    public static CellActivations[] Some { get; } =
    [
        new(GateActivation.Logistic, CandidateActivation.Tanh),
        new(GateActivation.HardSigmoid, CandidateActivation.Tanh),
        new(GateActivation.Logistic, CandidateActivation.Selu),
        new(GateActivation.Logistic, CandidateActivation.Spocu),
        new(GateActivation.HardSigmoid, CandidateActivation.BoundedSpocu),
        new(GateActivation.Logistic, CandidateActivation.Identity),
    ];

    /// <summary>
    /// Gets a value indicating whether a forward step leaves the candidate's output behind; else its pre-activation.
    /// </summary>
    public bool KeepsOutput => activations.Candidate == CandidateActivation.Tanh;

    private bool IsBounded => activations.Candidate == CandidateActivation.BoundedSpocu;

    /// <summary>
    /// Computes what a forward step leaves in the candidate's place, and how far off it may be where x is off by a
    /// given error.
    /// </summary>
    public (double Value, double Error) Kept(double x, double error)
        => KeepsOutput ? (Math.Tanh(x), error + ErrorBound.Elementary) : (x, error);

    /// <summary>Computes φ from what the forward step left.</summary>
    public (double Value, double Error) Candidate(double kept)
    {
        double value = activations.Candidate switch
        {
            CandidateActivation.Tanh or CandidateActivation.Identity => kept,
            CandidateActivation.Selu => kept > 0 ? Lambda * kept : LambdaAlpha * (Math.Exp(kept) - 1),
            _ => Alpha * (H(Inner(kept)) - H(Beta)),
        };
        double error = activations.Candidate switch
        {
            CandidateActivation.Tanh or CandidateActivation.Identity => 0,
            CandidateActivation.Selu => ErrorBound.Elementary * (LambdaAlpha + Math.Abs(value)),
            _ => (Alpha * Steepness(kept) * InnerError(kept))
                + ErrorBound.OfSum(PolynomialRoundings, Alpha * (Terms(Reach(kept)) + Terms(Beta))),
        };
        return (value, error);
    }

    /// <summary>Computes φ' from what the forward step left.</summary>
    public (double Value, double Error) CandidateSlope(double kept)
    {
        double u = Inner(kept);
        double value = activations.Candidate switch
        {
            CandidateActivation.Tanh => 1 - (kept * kept),
            CandidateActivation.Identity => 1,
            CandidateActivation.Selu => kept > 0 ? Lambda : LambdaAlpha * Math.Exp(kept),
            _ => u < 0 || (IsBounded && u >= 1)
                ? 0
                : Alpha / Gamma * ((8 * Math.Pow(u, 7)) - (14 * Math.Pow(u, 6)) + (6 * u * u)),
        };
        double a = Reach(kept);
        double error = activations.Candidate switch
        {
            CandidateActivation.Tanh or CandidateActivation.Identity => 0,
            CandidateActivation.Selu => ErrorBound.Elementary * 2 * LambdaAlpha,
            _ => Alpha / Gamma * (((56 * Math.Pow(a, 6)) + (84 * Math.Pow(a, 5)) + (12 * a)) * InnerError(kept)
                + ErrorBound.OfSum(PolynomialRoundings, Steepness(kept))),
        };
        return (value, error);
    }

    /// <summary>Computes σ.</summary>
    public double Gate(double x) => activations.Gate == GateActivation.HardSigmoid
        ? Math.Clamp((0.2 * x) + 0.5, 0, 1)
        : 1 / (1 + Math.Exp(-x));

    /// <summary>Computes σ' where the output is y.</summary>
    public double GateSlope(double y)
        => activations.Gate == GateActivation.HardSigmoid ? (y is > 0 and < 1 ? 0.2 : 0) : y * (1 - y);

    /// <summary>
    /// Computes a bound on σ' for its roundings: its factor y may meet the other factors of the product before 1 - y
    /// does.
    /// </summary>
    public double GateReach(double y) => activations.Gate == GateActivation.HardSigmoid ? GateSlope(y) : Math.Abs(y);

    private static double Inner(double x) => (x / Gamma) + Beta;

    private static double InnerError(double x) => ErrorBound.OfSum(4, Math.Abs(x / Gamma) + Beta);

    private static double Terms(double u) => Math.Pow(u, 8) + (2 * Math.Pow(u, 7)) + (2 * u * u * u);

    private double H(double u)
    {
        u = IsBounded ? Math.Min(u, 1) : u;
        return u < 0 ? 0
            : double.IsPositiveInfinity(u) ? u
            : u * u * u * (Math.Pow(u, 5) - (2 * Math.Pow(u, 4)) + 2);
    }

    private double Reach(double x)
    {
        double u = Math.Abs(Inner(x));
        return IsBounded ? Math.Min(u, 1) : u;
    }

    private double Steepness(double x)
    {
        double u = Reach(x);
        return (8 * Math.Pow(u, 7)) + (14 * Math.Pow(u, 6)) + (6 * u * u);
    }
}
