using StRnn.Backends;

namespace StRnn.OpenCL;

/// <summary>The activations of a cell as the kernels know them: the gate's number and 16 times the candidate's.</summary>
internal static class ActivationCode
{
    private const int CandidateStep = 16;

    /// <summary>The code.</summary>
    /// <exception cref="ArgumentException">The kernels do not know an activation.</exception>
    public static int Of(CellActivations activations)
    {
        if (!Enum.IsDefined(activations.Gate) || !Enum.IsDefined(activations.Candidate))
        {
            throw new ArgumentException($"Recurrent cell: unknown activations {activations.Gate} and {activations.Candidate}.");
        }

        return (int)activations.Gate + (CandidateStep * (int)activations.Candidate);
    }
}
