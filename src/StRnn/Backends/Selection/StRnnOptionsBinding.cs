using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StRnn.Backends.Selection;

/// <summary>
/// Fills <see cref="StRnnOptions"/> from the program's configuration, if it has one. It is registered once, before any
/// code that sets options, so that code goes before the configuration whatever is registered afterwards.
/// </summary>
/// <param name="services">The program's services.</param>
internal sealed class StRnnOptionsBinding(IServiceProvider services) : IConfigureNamedOptions<StRnnOptions>
{
    public void Configure(StRnnOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, StRnnOptions options)
    {
        if (services.GetService<IConfiguration>() is { } configuration)
        {
            configuration.GetSection(StRnnOptions.SectionOf(name)).Bind(options);
        }
    }
}
