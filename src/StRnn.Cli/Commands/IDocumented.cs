namespace StRnn.Cli.Commands;

/// <summary>What a command's help says beyond its options.</summary>
internal interface IDocumented
{
    string NotesTitle { get; }

    IReadOnlyList<string> Notes { get; }

    IReadOnlyList<string> Examples { get; }
}
