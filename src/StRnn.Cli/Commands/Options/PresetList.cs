using System.CommandLine;
using StRnn.Cli.Configuration;

namespace StRnn.Cli.Commands.Options;

/// <summary>The option that names presets: one or more, once or again.</summary>
internal static class PresetList
{
    public static Option<string[]?> Create(string description) => new("--preset")
    {
        Description = description,
        HelpName = string.Join('|', Presets.Names),
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            var names = new List<string>();
            foreach (var token in result.Tokens)
            {
                if (Presets.Names.FirstOrDefault(name => string.Equals(name, token.Value, StringComparison.OrdinalIgnoreCase))
                    is not { } known)
                {
                    result.AddError($"--preset must be one of {string.Join(", ", Presets.Names)}, not '{token.Value}'.");
                    return null;
                }

                names.Add(known);
            }

            return [.. names.Distinct()];
        },
    };
}
