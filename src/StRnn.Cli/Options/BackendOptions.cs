using System.CommandLine;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Options;

/// <summary>The options that select the backend of a command.</summary>
/// <param name="hasDevice">True if a device of a backend with several can be chosen.</param>
internal sealed class BackendOptions(bool hasDevice = true)
{
    private readonly Option<string?> _backend = OptionFactory.Text(
        "--backend",
        "Backend: auto takes the best that is available here; one that is named must be available. "
        + "Default: the environment variable STRNN_BACKEND, else auto.",
        "auto|cpu|opencl|reference");

    private readonly Option<int?> _threads = OptionFactory.Count(
        "--threads",
        "Threads of the cpu backend; results do not depend on it. Default: one per processor.",
        least: 1,
        most: 1024);

    private readonly Option<string?> _device = CommonOptions.Device();

    public IEnumerable<Option> All => hasDevice ? [_backend, _threads, _device] : [_backend, _threads];

    /// <summary>Gets the backend's name; null if none is given.</summary>
    public string? NameOf(ParseResult parsed) => parsed.GetValue(_backend);

    /// <summary>Registers the backends; the one asked for is opened when first used.</summary>
    public BackendHost Open(CliConsole console, ParseResult parsed)
        => Open(console, parsed, parsed.GetValue(_backend));

    /// <summary>Registers the backends, and asks for another one than the command line does.</summary>
    public BackendHost Open(CliConsole console, ParseResult parsed, string? backend)
        => new(console, backend, parsed.GetValue(_threads), parsed.GetValue(_device));
}
