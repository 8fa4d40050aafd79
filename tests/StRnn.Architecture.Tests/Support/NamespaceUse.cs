namespace StRnn.Architecture.Tests.Support;

/// <summary>A type of one namespace that names a type of another one.</summary>
/// <param name="From">The namespace of the type that depends.</param>
/// <param name="To">The namespace it depends on.</param>
/// <param name="User">The type that depends.</param>
/// <param name="Used">The type it depends on.</param>
internal sealed record NamespaceUse(string From, string To, string User, string Used);
