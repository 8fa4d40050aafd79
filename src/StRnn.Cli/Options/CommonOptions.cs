using System.CommandLine;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Tensors;
using StRnn.Text.Classification;

namespace StRnn.Cli.Options;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The vocabulary of Penn Treebank, for models that are measured or counted without data.</summary>
    public const int DefaultVocabulary = 10_000;

    public static Option<bool> Json() => new("--json")
    {
        Description = "Print one JSON document and nothing else on stdout.",
    };

    public static Option<string?> Device() => OptionFactory.Text(
        "--device",
        "Device of the opencl backend: its number, gpu, cpu or accelerator, or a part of its name "
        + "('strnn devices' lists them). Default: the environment variable STRNN_OPENCL_DEVICE, else the first GPU.",
        "DEVICE");

    public static Option<string?> Candidate() => OptionFactory.Choice(
        "--candidate",
        "The activation of the cell's candidate (default tanh, identity of a minGRU).",
        CandidateNames.All);

    public static Option<int?> Vocabulary() => OptionFactory.Count(
        "--vocabulary",
        $"V (default {DefaultVocabulary}, Penn Treebank; {WordIndex.DefaultNumWords} for classifiers).");

    public static Option<int?> Hidden() => OptionFactory.Count("--hidden", "H instead of the preset's.");

    public static Option<int?> Layers(string description)
        => OptionFactory.Count("--layers", description, least: 1, most: 64);

    public static Option<CheckpointChoice> Checkpoint() => new("--checkpoint")
    {
        Description = "Weights of the best validation (best, default), or the newest (last).",
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

    /// <summary>The form of a loaded model's weights, of commands that train nothing.</summary>
    public static Option<WeightStorage> Weights()
    {
        string[] names = [.. Enum.GetNames<WeightStorage>().Select(name => name.ToLowerInvariant())];
        return new("--weights")
        {
            Description = "Keep sparse weights as trained (float32, default), or rounded to 16 bits: half their "
                + "memory, and faster for one stream of words.",
            HelpName = string.Join('|', names),
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (OptionFactory.Find(names, text) is { } name)
                {
                    return Enum.Parse<WeightStorage>(name, ignoreCase: true);
                }

                result.AddError($"--weights must be one of {string.Join(", ", names)}, not '{text}'.");
                return WeightStorage.Float32;
            },
        };
    }

    public static Option<string?> Preset(string description, IReadOnlyList<string>? names = null)
        => OptionFactory.Choice("--preset", description, names ?? LanguageModelPresets.Names);

    /// <summary>Names one or more presets; may be repeated.</summary>
    public static Option<string[]?> Presets(string description, IReadOnlyList<string> known) => new("--preset")
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
                if (OptionFactory.Find(known, token.Value) is not { } preset)
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
