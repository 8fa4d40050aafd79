using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using StRnn.Backends.Selection;

namespace StRnn.OpenCL;

/// <summary>Checks <see cref="OpenClOptions"/>, wherever they come from.</summary>
internal sealed class OpenClOptionsValidator : IValidateOptions<OpenClOptions>
{
    public ValidateOptionsResult Validate(string? name, OpenClOptions options)
        => File.Exists(options.Folder)
            ? ValidateOptionsResult.Fail(
                $"{OpenClOptions.Section}:{nameof(OpenClOptions.CacheDirectory)} is '{options.Folder}', a file: name a "
                + "folder, which is created where it is missing.")
            : ValidateOptionsResult.Success;
}

/// <summary>
/// Checks when a host starts, where the OpenCL backend is asked for by its name, that the device asked for is there and
/// can run with the tuning. Where the choice is <c>auto</c>, whatever cannot be had is passed over.
/// </summary>
/// <param name="options">The options of the OpenCL backend.</param>
/// <param name="asked">The options of the program's backends.</param>
/// <param name="configuration">The program's configuration; null for none.</param>
internal sealed class OpenClDeviceValidator(
    OpenClOptions options, IOptionsMonitor<StRnnOptions> asked, IConfiguration? configuration = null)
    : IValidateOptions<BackendCheck>
{
    public ValidateOptionsResult Validate(string? name, BackendCheck check)
    {
        var wanted = asked.Get(name);
        var request = BackendRequest.Resolve(wanted, configuration, StRnnOptions.SectionOf(name));
        var provider = new OpenClBackendProvider(options);

        // Where no device can be had at all, the selector says so, with what the other backends say.
        return string.Equals(request.Name, provider.Name, StringComparison.OrdinalIgnoreCase)
            && provider.Probe().Available
            && provider.ProblemOf(wanted) is { } problem
                ? ValidateOptionsResult.Fail(
                    $"The backend '{provider.Name}', requested by {request.Source}, cannot run here: {problem}.")
                : ValidateOptionsResult.Success;
    }
}
