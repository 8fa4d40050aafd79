using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Options;

/// <summary>Makes options and arguments whose errors are one clear line.</summary>
internal static class OptionFactory
{
    /// <summary>A number; null where the option is not given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is.</param>
    /// <param name="isValid">The rule.</param>
    /// <param name="rule">The rule in words, after "must be".</param>
    public static Option<T?> Number<T>(string name, string description, Func<T, bool> isValid, string rule)
        where T : struct, INumber<T>
        => new(name)
        {
            Description = description,
            HelpName = T.IsInteger(T.One / (T.One + T.One)) ? "N" : "X",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && T.IsFinite(value) && isValid(value))
                {
                    return value;
                }

                result.AddError($"{name} must be {rule}, not '{text}'.");
                return null;
            },
        };

    /// <summary>One of some words, in any case; null where the option is not given.</summary>
    public static Option<string?> Choice(string name, string description, IReadOnlyList<string> values) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', values),
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string? value = values.FirstOrDefault(value => string.Equals(value, text, StringComparison.OrdinalIgnoreCase));
            if (value is null)
            {
                result.AddError($"{name} must be one of {string.Join(", ", values)}, not '{text}'.");
            }

            return value;
        },
    };

    /// <summary>A word or a whole number from a lower bound on; null where the option is not given.</summary>
    public static Option<string?> WordOrCount(string name, string description, string word, int minimum) => new(name)
    {
        Description = description,
        HelpName = $"{word}|N",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= minimum)
            {
                return count.ToString(CultureInfo.InvariantCulture);
            }

            result.AddError($"{name} must be '{word}' or a whole number of at least {minimum}, not '{text}'.");
            return null;
        },
    };

    /// <summary>true or false, alone for true; null where the option is not given.</summary>
    public static Option<bool?> Switch(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
        Validators = { RejectEmpty },
    };

    /// <summary>A positional argument. Without its validator an unknown option would be taken as its value.</summary>
    public static Argument<string?> Positional(string name, string description, bool isRequired)
    {
        var argument = new Argument<string?>(name)
        {
            Description = description,
            Arity = isRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.StartsWith('-') || token.Value.Length == 0)
                {
                    result.AddError(
                        $"'{token.Value}' is not an option of this command, and {name} cannot be called that (write ./{token.Value} "
                        + "for a folder of that name).");
                }
            }
        });
        return argument;
    }

    /// <summary>A positional text, which may begin with a dash if it has a space: a single word with a dash is an option misspelt.</summary>
    public static Argument<string?> AnyText(string name, string description)
    {
        var argument = new Argument<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.StartsWith('-') && !token.Value.Contains(' ', StringComparison.Ordinal))
                {
                    result.AddError(
                        $"'{token.Value}' is not an option of this command; a text that begins like one can come from --file or standard input.");
                }
            }
        });
        return argument;
    }

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document and nothing else on stdout." };

    public static Option<string?> Backend() => Text(
        "--backend",
        "Where to compute: auto takes the best that can run here; a named one is a demand. "
        + "Default: the environment variable STRNN_BACKEND, else auto.",
        "auto|cpu|opencl|reference");

    public static Option<int?> Threads() => Number<int>(
        "--threads",
        "Threads of the cpu backend; results do not depend on it. Default: one per processor.",
        count => count is >= 1 and <= 1024,
        "a whole number from 1 to 1024");

    public static Option<string?> Device() => Text(
        "--device",
        "Device of the opencl backend: its number, gpu, cpu or accelerator, or a part of its name ('strnn devices' lists them). "
        + "Default: the environment variable STRNN_OPENCL_DEVICE, else the first GPU.",
        "DEVICE");

    public static Option<double?> Sparsity() => Number<double>(
        "--sparsity", "Share of connections that do not exist; density = 1 - S.", value => value is > 0 and < 1, "above 0 and below 1");

    public static Option<double?> Epsilon() => Number<double>(
        "--epsilon", "nnz = epsilon * (rows + columns) per matrix; implies --init er.", value => value > 0, "above 0");

    public static Option<string?> Candidate() => Choice(
        "--candidate", "The activation of the cell's candidate (default tanh).", CandidateNames.All);

    public static Option<string?> Init(string fallback = MethodConfig.Uniform) => Choice(
        "--init",
        $"Connections per matrix: the same density for all (uniform), or Erdos-Renyi (er); default {fallback}.",
        [MethodConfig.Uniform, MethodConfig.ErdosRenyi]);

    public static Option<string?> PresetOption(string description, IReadOnlyList<string>? names = null)
        => Choice("--preset", description, names ?? LanguageModelPresets.Names);

    private static void RejectEmpty(OptionResult result)
    {
        if (result.Tokens.Count == 1 && result.Tokens[0].Value.Length == 0)
        {
            result.AddError($"{result.Option.Name} must not be empty.");
        }
    }
}
