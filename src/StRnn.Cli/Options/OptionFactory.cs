using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using StRnn.Experiments.Methods;

namespace StRnn.Cli.Options;

/// <summary>Makes options and arguments whose errors are one clear line.</summary>
internal static class OptionFactory
{
    /// <summary>Creates an option for a number; null if it is not given.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">Its help.</param>
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

    /// <summary>Creates an option for a whole number; null if it is not given.</summary>
    public static Option<int?> Count(string name, string description, int least = 1, int most = int.MaxValue)
        => Number<int>(
            name,
            description,
            value => value >= least && value <= most,
            most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}");

    /// <summary>Creates an option for a number above 0; null if it is not given.</summary>
    public static Option<double?> Positive(string name, string description)
        => Number<double>(name, description, value => value > 0, "above 0");

    /// <summary>Creates an option for a number of at least 0; null if it is not given.</summary>
    public static Option<double?> NotNegative(string name, string description)
        => Number<double>(name, description, value => value >= 0, "at least 0");

    /// <summary>Creates an option for any finite number; null if it is not given.</summary>
    public static Option<double?> Finite(string name, string description)
        => Number<double>(name, description, double.IsFinite, "a finite number");

    /// <summary>Creates an option for a sparsity; null if it is not given.</summary>
    public static Option<double?> Sparsity(string description)
        => Number<double>("--sparsity", description, value => value is > 0 and < 1, "above 0 and below 1");

    /// <summary>Creates an option for a number of at least 0 and below 1; null if it is not given.</summary>
    public static Option<double?> Share(string name, string description)
        => Number<double>(name, description, value => value is >= 0 and < 1, "at least 0 and below 1");

    /// <summary>Creates an option for a seed; null if it is not given.</summary>
    public static Option<ulong?> Seed(string name, string description)
        => Number<ulong>(name, description, _ => true, "a whole number of at least 0");

    /// <summary>Creates an option for one of some words, in any case; null if it is not given.</summary>
    public static Option<string?> Choice(string name, string description, IReadOnlyList<string> values) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', values),
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string? value = Find(values, text);
            if (value is null)
            {
                result.AddError($"{name} must be one of {string.Join(", ", values)}, not '{text}'.");
            }

            return value;
        },
    };

    /// <summary>Creates an option for a word or a whole number; null if it is not given.</summary>
    public static Option<string?> WordOrCount(string name, string description, string word, int least) => new(name)
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

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least)
            {
                return count.ToString(CultureInfo.InvariantCulture);
            }

            result.AddError($"{name} must be '{word}' or a whole number of at least {least}, not '{text}'.");
            return null;
        },
    };

    /// <summary>Creates an option for true or false; alone it means true; null if it is not given.</summary>
    public static Option<bool?> Switch(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
        Validators = { RejectEmpty },
    };

    /// <summary>Creates an option for one or more words; null if it is not given.</summary>
    public static Option<string[]?> Words(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Creates a positional argument, whose validator refuses a misspelt option as its value.</summary>
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
                        $"'{token.Value}' is not an option of this command; write ./{token.Value} for a {name} "
                        + "of that name.");
                }
            }
        });
        return argument;
    }

    /// <summary>
    /// Creates a positional text, which may begin with a dash if it has a space: a single word with a dash is a
    /// misspelt option.
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
                        $"'{token.Value}' is not an option of this command; give a text that begins like one "
                        + "by --file or standard input.");
                }
            }
        });
        return argument;
    }

    /// <summary>Creates an option of the methods from its declaration; null if it is not given.</summary>
    /// <param name="option">The declaration.</param>
    /// <param name="addition">Text to append to its description.</param>
    public static Option Of(MethodOption option, string addition)
    {
        string name = $"--{option.Name}";
        string description = $"{option.Description}{addition}.";
        return option is MethodOption<bool> ? Switch(name, description) : new Option<object?>(name)
        {
            Description = description,
            HelpName = option.Form,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!option.TryParse(text, out object? value))
                {
                    result.AddError($"{name} must be {option.Rule}, not '{text}'.");
                }

                return value;
            },
        };
    }

    /// <summary>Gets the value of an option of the methods; null if it is not given.</summary>
    public static object? ValueOf(ParseResult parsed, Option option)
        => option is Option<bool?> flag ? parsed.GetValue(flag) : parsed.GetValue((Option<object?>)option);

    /// <summary>Gets the names of those options that the command line gives.</summary>
    public static IReadOnlyList<string> Given(ParseResult parsed, IEnumerable<Option> options)
        => [.. options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    /// <summary>Finds a word without regard to case.</summary>
    public static string? Find(IEnumerable<string> words, string text)
        => words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));

    private static void RejectEmpty(OptionResult result)
    {
        if (result.Tokens.Count == 1 && result.Tokens[0].Value.Length == 0)
        {
            result.AddError($"{result.Option.Name} must not be empty.");
        }
    }
}
