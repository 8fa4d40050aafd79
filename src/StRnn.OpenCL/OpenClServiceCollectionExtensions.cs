using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StRnn.Backends.Selection;
using StRnn.OpenCL;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the OpenCL backend.</summary>
public static class OpenClServiceCollectionExtensions
{
    /// <summary>
    /// Makes the backend <c>opencl</c> available: <c>services.AddStRnn().AddOpenCL()</c>.
    /// </summary>
    /// <remarks>
    /// <see cref="OpenClOptions"/> come from the configuration section <c>StRnn:OpenCL</c>, if the program has a
    /// configuration; code goes before it, and an <see cref="OpenClOptions"/> that is registered before both. They are
    /// those of all keyed backends. A host checks them when it starts, and where the backend is asked for by its name,
    /// that its device is there and can run with the tuning.
    /// </remarks>
    /// <param name="builder">The builder that <c>AddStRnn</c> returned.</param>
    /// <param name="configure">Sets platform, tuning and cache in code; null for no settings.</param>
    public static StRnnBuilder AddOpenCL(this StRnnBuilder builder, Action<OpenClOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<OpenClOptions>()
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } configuration)
                {
                    var settings = new OpenClSettings();
                    configuration.GetSection(OpenClOptions.Section).Bind(settings);
                    settings.ApplyTo(options);
                }
            })
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<OpenClOptions>, OpenClOptionsValidator>());
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<BackendCheck>, OpenClDeviceValidator>());
        builder.Services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<OpenClOptions>>().Value);
        return builder.AddProvider<OpenClBackendProvider>();
    }
}
