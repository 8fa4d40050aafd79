using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using StRnn.Experiments.Configuration;
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

    /// <summary>A whole number of at least 1; null where the option is not given.</summary>
    public static Option<int?> Count(string name, string description)
        => Number<int>(name, description, value => value >= 1, "a whole number of at least 1");

    /// <summary>A number of at least 0 and below 1; null where the option is not given.</summary>
    public static Option<double?> Share(string name, string description)
        => Number<double>(name, description, value => value is >= 0 and < 1, "at least 0 and below 1");

    /// <summary>A seed; null where the option is not given.</summary>
    public static Option<ulong?> Seed(string name, string description)
        => Number<ulong>(name, description, _ => true, "a whole number of at least 0");

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

    /// <summary>
    /// A positional text, which may begin with a dash if it has a space: a single word with a dash is an option
    /// misspelt.
    /// </summary>
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

    public static Option<string?> Device() => Text(
        "--device",
        "Device of the opencl backend: its number, gpu, cpu or accelerator, or a part of its name ('strnn devices' lists them). "
        + "Default: the environment variable STRNN_OPENCL_DEVICE, else the first GPU.",
        "DEVICE");

    public static Option<string?> Candidate() => Choice(
        "--candidate", "The activation of the cell's candidate (default tanh).", CandidateNames.All);

    public static Option<CheckpointChoice> Checkpoint(string which = "Which weights") => new("--checkpoint")
    {
        Description = $"{which}: of the best validation (best, default), or newest (last).",
        HelpName = "best|last",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Enum.TryParse<CheckpointChoice>(text, ignoreCase: true, out var choice)
                && choice is CheckpointChoice.Best or CheckpointChoice.Last
                && char.IsLetter(text[0]))
            {
                return choice;
            }

            result.AddError($"--checkpoint must be one of best, last, not '{text}'.");
            return CheckpointChoice.Any;
        },
    };

    /// <summary>An option of the methods, generated from its declaration; null where it is not given.</summary>
    /// <param name="option">The declaration.</param>
    /// <param name="addition">What follows its description.</param>
    public static Option<object?> Of(MethodOption option, string addition)
    {
        bool isSwitch = option is MethodOption<bool>;
        string name = $"--{option.Name}";
        return new Option<object?>(name)
        {
            Description = $"{option.Description}{addition}.",
            HelpName = option.Form,
            Arity = isSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : bool.TrueString;
                if (!option.TryParse(text, out object? value))
                {
                    result.AddError($"{name} must be {option.Rule}, not '{text}'.");
                }

                return value;
            },
        };
    }

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
