using StRnn.Backends.Kernels;

namespace StRnn.OpenCL.Layouts;

/// <summary>
/// The number by which the kernels know a cell's activations: the gate's number and 16 times the candidate's.
/// </summary>
internal static class ActivationCode
{
    private const int CandidateStep = 16;

    /// <summary>Gets the number. The activations were checked by the caller.</summary>
    public static int Of(CellActivations activations)
        => (int)activations.Gate + (CandidateStep * (int)activations.Candidate);
}
