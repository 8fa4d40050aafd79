using System.CommandLine;

namespace StRnn.Cli.Options;

/// <summary>The option that names presets: one or more, once or again.</summary>
internal static class PresetList
{
    public static Option<string[]?> Create(string description, IReadOnlyList<string> known) => new("--preset")
    {
        Description = description,
        HelpName = string.Join('|', known),
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            var names = new List<string>();
            foreach (var token in result.Tokens)
            {
                if (known.FirstOrDefault(name => string.Equals(name, token.Value, StringComparison.OrdinalIgnoreCase))
                    is not { } preset)
                {
                    result.AddError($"--preset must be one of {string.Join(", ", known)}, not '{token.Value}'.");
                    return null;
                }

                names.Add(preset);
            }

            return [.. names.Distinct()];
        },
    };
}
