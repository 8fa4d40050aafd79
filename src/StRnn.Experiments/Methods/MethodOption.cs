using System.Text.Json;
using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Methods;

/// <summary>
/// A setting of the sparse methods: its name, its values, its default and the methods that read it. <see
/// cref="MethodOptions"/> declares them all; configurations store them and the command line offers them without knowing
/// any by name.
/// </summary>
public abstract class MethodOption
{
    private protected MethodOption(string name)
    {
        Name = name;
        Key = KeyOf(name);
    }

    /// <summary>Gets the name in words with dashes, for example <c>prune-rate</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the name in <c>config.json</c>.</summary>
    public string Key { get; internal init; }

    /// <summary>Gets the description of the option, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Gets the form of a value: <c>X</c>, <c>epoch|N</c>, or the words there are.</summary>
    public required string Form { get; init; }

    /// <summary>Gets the rule for values, as it continues "must be".</summary>
    public required string Rule { get; init; }

    /// <summary>Gets a value indicating whether only configurations set the option, and no command line.</summary>
    public bool IsConfigurationOnly { get; internal init; }

    /// <summary>
    /// Gets a value indicating whether configurations leave the option out where the method does not use it, so that
    /// those from before it existed stay as they are; the oldest options stand there as null.
    /// </summary>
    internal bool IsLeftOutWhereUnused { get; init; }

    /// <summary>
    /// Gets the methods that read the option and have a default for it; null where any may, without a default.
    /// </summary>
    public IReadOnlyList<string>? UsedBy { get; internal init; }

    /// <summary>Gets the value where neither the method nor its user says another one; null for none.</summary>
    internal abstract object? Fallback { get; }

    /// <summary>Parses a value.</summary>
    /// <param name="text">The value in words.</param>
    /// <param name="value">The value; null where there is none.</param>
    /// <returns>True if the text is a value that the rule allows.</returns>
    public abstract bool TryParse(string text, out object? value);

    /// <summary>Determines whether a method has a use and a default for the option.</summary>
    /// <param name="method">The method's name.</param>
    public bool IsUsedBy(string method) => UsedBy is { } methods && methods.Contains(method);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static string KeyOf(string name) => name.Replace('-', '_');

    /// <summary>Puts the part that the value names into a rule.</summary>
    internal abstract TopologyRule Apply(TopologyRule rule, object value, MethodConfig method);

    internal abstract object Read(JsonElement json);

    internal abstract void Write(Utf8JsonWriter writer, object value);
}
