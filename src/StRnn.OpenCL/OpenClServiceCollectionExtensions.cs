using StRnn.Backends.Selection;
using StRnn.OpenCL;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the OpenCL backend.</summary>
public static class OpenClServiceCollectionExtensions
{
    /// <summary>
    /// Makes the backend <c>opencl</c> available: <c>services.AddStRnn().AddOpenCL()</c>. A registered
    /// <see cref="OpenClOptions"/> sets its parameters and cache.
    /// </summary>
    /// <param name="builder">The builder that <c>AddStRnn</c> returned.</param>
    public static StRnnBuilder AddOpenCL(this StRnnBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddProvider<OpenClBackendProvider>();
    }
}
