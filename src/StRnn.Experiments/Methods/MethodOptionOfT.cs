using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Methods;

/// <summary>A setting of the sparse methods whose values are of one type.</summary>
/// <typeparam name="T"><see cref="double"/>, <see cref="string"/> or <see cref="bool"/>.</typeparam>
public sealed class MethodOption<T> : MethodOption
    where T : notnull
{
    private readonly Parser _parse;
    private readonly Func<TopologyRule, T, MethodConfig, TopologyRule>? _apply;

    internal MethodOption(
        string name,
        object? fallback,
        Parser parse,
        Func<TopologyRule, T, MethodConfig, TopologyRule>? apply = null)
        : base(name)
    {
        _parse = parse;
        Fallback = fallback;
        _apply = apply;
    }

    internal delegate bool Parser(string text, out T value);

    internal override object? Fallback { get; }

    private static JsonTypeInfo<T> Format => (JsonTypeInfo<T>)MethodValueJson.Default.GetTypeInfo(typeof(T))!;

    /// <inheritdoc/>
    public override bool TryParse(string text, out object? value)
    {
        bool isValid = _parse(text, out var parsed);
        value = isValid ? parsed : null;
        return isValid;
    }

    internal override TopologyRule Apply(TopologyRule rule, object value, MethodConfig method)
        => _apply is null ? rule : _apply(rule, (T)value, method);

    internal override object Read(JsonElement json)
        => json.Deserialize(Format) ?? throw new JsonException($"'{Key}' has no value.");

    internal override void Write(Utf8JsonWriter writer, object value) => JsonSerializer.Serialize(writer, (T)value, Format);
}
