using System.Runtime.CompilerServices;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>
/// Offers the CPU backend. The environment variable <c>STRNN_CPU</c>, <c>scalar</c>, <c>avx2</c> or <c>avx512</c>,
/// demands an instruction set.
/// </summary>
public sealed class CpuBackendProvider : IBackendProvider
{
    /// <summary>The name by which the backend is chosen.</summary>
    public const string ProviderName = "cpu";

    private const string InstructionSetVariable = "STRNN_CPU";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public ProbeResult Probe()
    {
        if (!NativeLibraryLoader.TryLoad(out string? problem))
        {
            return new ProbeResult(false, 0, problem);
        }

        InstructionSet best = BestInstructionSet();
        if (!TryChoose(best, out InstructionSet chosen, out problem))
        {
            return new ProbeResult(false, 0, problem);
        }

        int score = chosen == InstructionSet.Scalar ? BackendScores.CpuScalar : BackendScores.CpuVector;
        return new ProbeResult(true, score, $"{NameOf(chosen)} on {NativeLibraryLoader.ProcessorName}");
    }

    /// <inheritdoc/>
    public IBackend Create(StRnnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        SessionRules.CheckThreads(options.Threads);
        if (!NativeLibraryLoader.TryLoad(out string? problem)
            || !TryChoose(BestInstructionSet(), out InstructionSet chosen, out problem))
        {
            throw new BackendException($"The cpu backend cannot run here: {problem}.");
        }

        return new CpuBackend(options.Threads, chosen);
    }

    internal static string NameOf(InstructionSet instructionSet)
        => instructionSet.ToString().ToLowerInvariant();

    // In a method of its own, so that it is compiled only once the library is known to be there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InstructionSet BestInstructionSet() => NativeMethods.BestInstructionSet();

    private static bool TryChoose(InstructionSet best, out InstructionSet chosen, out string problem)
    {
        string? demand = Environment.GetEnvironmentVariable(InstructionSetVariable)?.Trim();
        problem = string.Empty;
        chosen = best;
        if (string.IsNullOrEmpty(demand))
        {
            return true;
        }

        if (!Enum.TryParse(demand, ignoreCase: true, out chosen)
            || chosen is InstructionSet.Best
            || !Enum.IsDefined(chosen))
        {
            problem = $"{InstructionSetVariable} is '{demand}'; it may be scalar, avx2 or avx512";
            return false;
        }

        // Each set includes the ones before it.
        if (chosen > best)
        {
            problem = $"{InstructionSetVariable} demands {NameOf(chosen)}, which this processor or operating system "
                + "does not support";
            return false;
        }

        return true;
    }
}
