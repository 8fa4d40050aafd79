using StRnn.Backends.Selection;
using StRnn.Cpu;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the CPU backend.</summary>
public static class CpuServiceCollectionExtensions
{
    /// <summary>Makes the backend <c>cpu</c> available: <c>services.AddStRnn().AddCpu()</c>.</summary>
    /// <param name="builder">The builder that <c>AddStRnn</c> returned.</param>
    public static StRnnBuilder AddCpu(this StRnnBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddProvider<CpuBackendProvider>();
    }
}
