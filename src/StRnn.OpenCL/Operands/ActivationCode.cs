using StRnn.Backends.Kernels;

namespace StRnn.OpenCL.Operands;

/// <summary>The activations of a cell as the kernels know them: the gate's number and 16 times the candidate's.</summary>
internal static class ActivationCode
{
    private const int CandidateStep = 16;

    /// <summary>The code.</summary>
    /// <exception cref="ArgumentException">The kernels do not know an activation.</exception>
    public static int Of(CellActivations activations)
    {
        if (!Enum.IsDefined(activations.Gate))
        {
            throw new ArgumentException($"Recurrent cell: unknown gate activation {activations.Gate}, expected Logistic or HardSigmoid.");
        }

        if (!Enum.IsDefined(activations.Candidate))
        {
            throw new ArgumentException(
                $"Recurrent cell: unknown candidate activation {activations.Candidate}, expected Tanh, Selu, Spocu or BoundedSpocu.");
        }

        return (int)activations.Gate + (CandidateStep * (int)activations.Candidate);
    }
}
