using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Search;

/// <summary>A setting that a search varies: its name, its values, and how one is put into a configuration.</summary>
/// <param name="Name">The name, as the column of the search's table.</param>
/// <param name="Values">The values that are tried.</param>
/// <param name="Apply">Returns a configuration with a value.</param>
internal sealed record SearchAxis(
    string Name, IReadOnlyList<string> Values, Func<LanguageModelConfig, string, LanguageModelConfig> Apply)
{
    /// <summary>The word for sparse matrices in the dense model's range.</summary>
    public const string Published = "published";

    /// <summary>The words for the parameterization.</summary>
    public static readonly string[] Parameterizations =
        [Published, NamedParts.Widened, ParameterizationConfig.MaximalUpdate];

    /// <summary>Creates the axis of an option of the methods.</summary>
    /// <param name="option">The option.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="FormatException">A value is none of the option's.</exception>
    public static SearchAxis Of(MethodOption option, IReadOnlyList<string> values)
    {
        if (values.FirstOrDefault(value => !option.TryParse(value, out _)) is { } wrong)
        {
            throw new FormatException($"{option} must be {option.Rule}, not '{wrong}'.");
        }

        return new SearchAxis(option.Key, values, (config, value) => option.TryParse(value, out object? parsed)
            ? config with { Method = config.Method.With(option, parsed) }
            : config);
    }

    /// <summary>Creates the axis of the dropout between stacked layers.</summary>
    /// <param name="values">The rates, in [0, 1).</param>
    /// <exception cref="FormatException">A value is no rate.</exception>
    public static SearchAxis Dropout(IReadOnlyList<string> values)
    {
        if (values.FirstOrDefault(value => !(Number(value) is >= 0 and < 1)) is { } wrong)
        {
            throw new FormatException($"dropout must be at least 0 and below 1, not '{wrong}'.");
        }

        return new SearchAxis("dropout", values, (config, value) => config with
        {
            Model = config.Model is StackedConfig stack
                ? stack with { Dropout = Number(value) }
                : throw new FormatException("the dropout of stacked layers is searched; an RHN has four."),
        });
    }

    /// <summary>Creates the axis of initial ranges and rates by density and width.</summary>
    /// <param name="values">Some of <see cref="Parameterizations"/>.</param>
    /// <param name="baseModel">The base model of smupar; null where it is not among the values.</param>
    /// <exception cref="FormatException">A word stands for nothing, or smupar has no base model.</exception>
    public static SearchAxis Parameterization(IReadOnlyList<string> values, ParameterizationConfig? baseModel)
    {
        if (values.FirstOrDefault(value => !Parameterizations.Contains(value)) is { } wrong)
        {
            throw new FormatException(
                $"the parameterization must be one of {string.Join(", ", Parameterizations)}, not '{wrong}'.");
        }

        if (values.Contains(ParameterizationConfig.MaximalUpdate) && baseModel is null)
        {
            throw new FormatException($"{ParameterizationConfig.MaximalUpdate} needs the width of its base model.");
        }

        return new SearchAxis("parameterization", values, (config, value) => config with
        {
            Method = config.Method.With(
                MethodOptions.InitScale, value == NamedParts.Widened ? NamedParts.Widened : NamedParts.AsPublished),
            Parameterization = value == ParameterizationConfig.MaximalUpdate ? baseModel : null,
        });
    }

    private static double Number(string text)
        => double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
