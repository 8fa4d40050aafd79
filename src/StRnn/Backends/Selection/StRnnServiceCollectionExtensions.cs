using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
    /// <remarks>
    /// <see cref="StRnnOptions"/> come from the configuration section <c>StRnn</c>, if the program has a configuration;
    /// code goes before it. A host checks them when it starts, that the backend named can run here included.
    /// </remarks>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Sets the backend, device and number of threads in code; null for no settings.</param>
    /// <returns>The builder that other backends are added to.</returns>
    public static StRnnBuilder AddStRnn(this IServiceCollection services, Action<StRnnOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, Options.Options.DefaultName, configure);
        services.TryAddSingleton<BackendSelector>();
        services.TryAddSingleton(provider => provider.GetRequiredService<BackendSelector>().Create());
        return new StRnnBuilder(services).AddProvider<ReferenceBackendProvider>();
    }

    /// <summary>
    /// Registers one more <see cref="IBackend"/> with options of its own, to be asked for by its key:
    /// <c>[FromKeyedServices("gpu")] IBackend backend</c>. A tensor belongs to the backend that made it.
    /// </summary>
    /// <remarks>Its options come from the configuration section <c>StRnn:Backends:KEY</c>, then from code.</remarks>
    /// <param name="services">The program's services.</param>
    /// <param name="key">The key.</param>
    /// <param name="configure">Sets the backend, device and number of threads in code; null for no settings.</param>
    /// <returns>The builder that other backends are added to.</returns>
    public static StRnnBuilder AddKeyedStRnn(
        this IServiceCollection services, string key, Action<StRnnOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        AddOptions(services, key, configure);
        services.TryAddKeyedSingleton(key, (provider, _) => SelectorOf(provider, key));
        services.TryAddKeyedSingleton(
            key, (provider, _) => provider.GetRequiredKeyedService<BackendSelector>(key).Create());
        return new StRnnBuilder(services).AddProvider<ReferenceBackendProvider>();
    }

    private static void AddOptions(IServiceCollection services, string name, Action<StRnnOptions>? configure)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<StRnnOptions>, StRnnOptionsBinding>());
        var options = services.AddOptions<StRnnOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<StRnnOptions>, StRnnOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<BackendCheck>, BackendCheckValidator>());
        services.AddOptions<BackendCheck>(name).ValidateOnStart();
    }

    private static BackendSelector SelectorOf(IServiceProvider provider, string key) => new(
        provider.GetServices<IBackendProvider>(),
        Options.Options.Create(provider.GetRequiredService<IOptionsMonitor<StRnnOptions>>().Get(key)),
        provider.GetService<IConfiguration>(),
        provider.GetService<ILogger<BackendSelector>>())
    {
        Section = StRnnOptions.SectionOf(key),
    };
}
