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
/// Checks, where the OpenCL backend is asked for by its name, that the device asked for is there and can run with the
/// tuning. Where the choice is <c>auto</c>, whatever cannot be had is passed over.
/// </summary>
/// <param name="options">The options of the OpenCL backend.</param>
/// <param name="configuration">The program's configuration; null for none.</param>
internal sealed class OpenClDeviceValidator(OpenClOptions options, IConfiguration? configuration = null)
    : IValidateOptions<StRnnOptions>
{
    public ValidateOptionsResult Validate(string? name, StRnnOptions asked)
    {
        string section = StRnnOptions.SectionOf(name);
        var request = BackendRequest.Resolve(asked, configuration, section);
        return string.Equals(request.Name, OpenClBackendProvider.ProviderName, StringComparison.OrdinalIgnoreCase)
            && new OpenClBackendProvider(options).ProblemOf(asked) is { } problem
                ? ValidateOptionsResult.Fail(
                    $"The backend '{OpenClBackendProvider.ProviderName}', requested by {request.Source}, cannot run "
                    + $"here: {problem}.")
                : ValidateOptionsResult.Success;
    }
}
