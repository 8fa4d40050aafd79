using System.Text.Json;
using System.Text.Json.Serialization;

namespace StRnn.Experiments.Methods;

/// <summary>
/// Stores a method as one flat object: the options stand there, most of them also where the method does not use them,
/// as null.
/// </summary>
internal sealed class MethodConfigConverter : JsonConverter<MethodConfig>
{
    private const string Name = "name";
    private const string Sparsity = "sparsity";
    private const string Epsilon = "epsilon";
    private const string Budget = "budget";
    private const string IsSized = "is_sized";

    public override MethodConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        if (!json.TryGetProperty(Name, out var name) || name.ValueKind != JsonValueKind.String)
        {
            throw new JsonException("the method has no name.");
        }

        return json.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .Aggregate(new MethodConfig { Name = name.GetString()! }, Set);
    }

    public override void Write(Utf8JsonWriter writer, MethodConfig value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Name, value.Name);
        WriteValue(Sparsity, value.Sparsity, writer.WriteNumberValue);
        WriteValue(Epsilon, value.Epsilon, writer.WriteNumberValue);
        WriteValue(Budget, value.Budget, writer.WriteNumberValue);
        WriteValue(IsSized, value.IsSized, writer.WriteBooleanValue);
        var written = MethodOptions.All.Where(
            option => !option.IsLeftOutWhereUnused || value.ValueOf(option) is not null);
        foreach (var option in written)
        {
            writer.WritePropertyName(option.Key);
            if (value.ValueOf(option) is { } set)
            {
                option.Write(writer, set);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndObject();

        void WriteValue<T>(string key, T? content, Action<T> write)
            where T : struct
        {
            writer.WritePropertyName(key);
            if (content is { } set)
            {
                write(set);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private static MethodConfig Set(MethodConfig method, JsonProperty property) => property.Name switch
    {
        Name => method,
        Sparsity => method with { Sparsity = property.Value.GetDouble() },
        Epsilon => method with { Epsilon = property.Value.GetDouble() },
        Budget => method with { Budget = property.Value.GetInt64() },
        IsSized => method with { IsSized = property.Value.GetBoolean() },
        _ => MethodOptions.All.FirstOrDefault(option => option.Key == property.Name) is { } option
            ? method.With(option, option.Read(property.Value))
            : throw new JsonException($"a method has no '{property.Name}'."),
    };
}
