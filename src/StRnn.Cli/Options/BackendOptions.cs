using System.CommandLine;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Options;

/// <summary>The options that say where a command computes.</summary>
/// <param name="hasDevice">Whether a device of a backend with several can be chosen.</param>
internal sealed class BackendOptions(bool hasDevice = true)
{
    private readonly Option<string?> _backend = OptionFactory.Text(
        "--backend",
        "Where to compute: auto takes the best that can run here; a named one is a demand. "
        + "Default: the environment variable STRNN_BACKEND, else auto.",
        "auto|cpu|opencl|reference");

    private readonly Option<int?> _threads = OptionFactory.Number<int>(
        "--threads",
        "Threads of the cpu backend; results do not depend on it. Default: one per processor.",
        count => count is >= 1 and <= 1024,
        "a whole number from 1 to 1024");

    private readonly Option<string?> _device = OptionFactory.Device();

    public IEnumerable<Option> All => hasDevice ? [_backend, _threads, _device] : [_backend, _threads];

    /// <summary>The backend's name, if one is given.</summary>
    public string? NameOf(ParseResult parsed) => parsed.GetValue(_backend);

    /// <summary>Registers the backends; the one asked for is opened when first used.</summary>
    public BackendHost Open(CliConsole console, ParseResult parsed) => Open(console, parsed, parsed.GetValue(_backend));

    /// <summary>Registers the backends, with another one asked for.</summary>
    public BackendHost Open(CliConsole console, ParseResult parsed, string? backend)
        => new(console, backend, parsed.GetValue(_threads), parsed.GetValue(_device));
}
