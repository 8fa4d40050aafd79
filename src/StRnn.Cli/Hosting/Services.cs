using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StRnn.Backends;

namespace StRnn.Cli.Hosting;

/// <summary>Puts the program's services together: the providers of all backends and the line that says which was chosen.</summary>
internal static class Services
{
    /// <summary>Registers everything; opens no backend yet.</summary>
    /// <param name="backend">What the command line asks for; null to leave it to STRNN_BACKEND and then to the scores.</param>
    /// <param name="threads">0 for one per processor.</param>
    /// <param name="log">Receives the backend's line.</param>
    public static ServiceProvider Build(string? backend, int threads, TextWriter log)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new LineLoggerProvider(log)));
        services.AddStRnn(options =>
        {
            options.Backend = backend;
            options.Threads = threads;
        }).AddCpu();
        return services.BuildServiceProvider();
    }

    /// <summary>Opens the chosen backend.</summary>
    /// <exception cref="UsageException">No provider has the name asked for.</exception>
    /// <exception cref="BackendUnavailableException">The backend asked for cannot run here.</exception>
    public static IBackend OpenBackend(this ServiceProvider services, string? asked)
    {
        var names = services.GetRequiredService<IEnumerable<IBackendProvider>>().Select(provider => provider.Name).ToList();
        names.Insert(0, StRnnOptions.Auto);
        if (asked is not null && !names.Contains(asked, StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException($"--backend: there is no '{asked}'; choose one of {string.Join(", ", names)}.");
        }

        return services.GetRequiredService<IBackend>();
    }
}
