using Microsoft.Extensions.DependencyInjection.Extensions;
using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Backends.Selection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register StRnn with a program's services.</summary>
public static class StRnnServiceCollectionExtensions
{
    /// <summary>
    /// Registers the reference backend, <see cref="BackendSelector"/>, and one <see cref="IBackend"/> that is chosen
    /// and opened at its first use. Other backends are added to the returned builder.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Sets the backend, device and number of threads in code; null for no settings.</param>
    /// <returns>The builder that other backends are added to.</returns>
    public static StRnnBuilder AddStRnn(this IServiceCollection services, Action<StRnnOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StRnnOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton<BackendSelector>();
        services.TryAddSingleton(provider => provider.GetRequiredService<BackendSelector>().Create());
        return new StRnnBuilder(services).AddProvider<ReferenceBackendProvider>();
    }
}
