using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StRnn.Backends.Selection;

/// <summary>Checks the numbers of <see cref="StRnnOptions"/>, wherever they come from.</summary>
internal sealed class StRnnOptionsValidator : IValidateOptions<StRnnOptions>
{
    public ValidateOptionsResult Validate(string? name, StRnnOptions options)
        => options.Threads is >= 0 and <= SessionRules.MostThreads
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{StRnnOptions.SectionOf(name)}:{nameof(StRnnOptions.Threads)} is {options.Threads}: it must be 0, "
                + $"for one thread per processor, or 1 to {SessionRules.MostThreads}.");
}

/// <summary>Stands for the check, when a host starts, that the backend asked for can run here.</summary>
internal sealed class BackendCheck;

/// <summary>Checks, without opening a device, that the backend asked for can run here.</summary>
/// <param name="services">The program's services.</param>
internal sealed class BackendCheckValidator(IServiceProvider services) : IValidateOptions<BackendCheck>
{
    public ValidateOptionsResult Validate(string? name, BackendCheck options)
    {
        try
        {
            var selector = string.IsNullOrEmpty(name)
                ? services.GetRequiredService<BackendSelector>()
                : services.GetRequiredKeyedService<BackendSelector>(name);
            selector.Check();
            return ValidateOptionsResult.Success;
        }
        catch (Exception error) when (
            error is BackendUnavailableException or OptionsValidationException or ArgumentException)
        {
            return ValidateOptionsResult.Fail(error.Message);
        }
    }
}
