using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Options;

/// <summary>The options of the parameterization by width and density.</summary>
internal sealed class ParameterizationOptions
{
    private readonly Option<string?> _name = OptionFactory.Choice(
        "--parameterization",
        "Initial ranges and learning rate as given for all widths and densities (standard, the default), or by "
        + "tensor, for a model whose width and density are so many times those of the base model (smupar).",
        ParameterizationConfig.Names);

    private readonly Option<int?> _baseWidth = OptionFactory.Count(
        "--base-width", "H of the base model that ranges and learning rate were tuned on, for smupar.");

    private readonly Option<double?> _baseDensity = OptionFactory.Number<double>(
        "--base-density",
        "Density of the base model, for smupar (default 1, a dense one).",
        value => value is > 0 and <= 1,
        "above 0 and at most 1");

    public IEnumerable<Option> All => [_name, _baseWidth, _baseDensity];

    /// <summary>Returns the base model that is named, whatever the parameterization; null for none.</summary>
    /// <param name="parsed">The command line.</param>
    public ParameterizationConfig? BaseModel(ParseResult parsed)
        => parsed.GetValue(_baseWidth) is { } width
            ? new ParameterizationConfig(width, parsed.GetValue(_baseDensity) ?? 1)
            : null;

    /// <summary>Replaces the settings for which options are given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">The settings so far; null for the standard parameterization.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public ParameterizationConfig? Apply(ParseResult parsed, ParameterizationConfig? before)
    {
        string name = parsed.GetValue(_name)
            ?? (before is null ? ParameterizationConfig.Standard : ParameterizationConfig.MaximalUpdate);
        var given = OptionFactory.Given(parsed, [_baseWidth, _baseDensity]);
        if (name == ParameterizationConfig.Standard)
        {
            return given.Count == 0
                ? null
                : throw new UsageException(
                    $"{string.Join(", ", given)} has no effect without --parameterization "
                    + $"{ParameterizationConfig.MaximalUpdate}.");
        }

        return new ParameterizationConfig(
            parsed.GetValue(_baseWidth)
                ?? before?.BaseWidth
                ?? throw new UsageException($"--parameterization {name} needs --base-width."),
            parsed.GetValue(_baseDensity) ?? before?.BaseDensity ?? 1);
    }
}
