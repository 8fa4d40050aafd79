namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>Parses the member ids of XML documentation, such as <c>M:System.String.Trim(System.Char)</c>.</summary>
internal static class MemberName
{
    private const string TypePrefix = "T:";

    public static bool IsType(string member) => member.StartsWith(TypePrefix, StringComparison.Ordinal);

    /// <summary>
    /// Gets the full name of the type that declares a member, or of the type itself, including the arity `n.
    /// </summary>
    public static string DeclaringType(string member)
    {
        var name = WithoutKindAndParameters(member);
        int dot = IsType(member) ? -1 : name.LastIndexOf('.');
        return (dot < 0 ? name : name[..dot]).ToString();
    }

    /// <summary>
    /// Gets the simple name of a member: the last part, without arity and parameters; the type's name for a
    /// constructor.
    /// </summary>
    public static ReadOnlySpan<char> Simple(string member)
    {
        var name = WithoutKindAndParameters(member);
        foreach (string constructor in (ReadOnlySpan<string>)[".#ctor", ".#cctor"])
        {
            name = name.EndsWith(constructor, StringComparison.Ordinal) ? name[..^constructor.Length] : name;
        }

        name = name[(name.LastIndexOfAny('.', '#', '+') + 1)..];
        int arity = name.IndexOf('`');
        return arity < 0 ? name : name[..arity];
    }

    private static ReadOnlySpan<char> WithoutKindAndParameters(string member)
    {
        var name = member.AsSpan(member.Length > 1 && member[1] == ':' ? 2 : 0);
        int end = name.IndexOfAny('(', '{', '~');
        return end < 0 ? name : name[..end];
    }
}
