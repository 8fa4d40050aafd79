namespace StRnn.Guide.Tests;

/// <summary>
/// A page whose C# blocks are one program, pasted one behind the other as they stand there: usings come first, types
/// last. A block that names a file is that file.
/// </summary>
/// <param name="path">The page.</param>
internal sealed class GuidePage(string path)
{
    /// <summary>The file of the blocks that name none.</summary>
    public const string Program = "Program.cs";

    private const string Fence = "```";
    private const string Compiled = "csharp";
    private const string NotCompiled = "csharp not-compiled";
    private const string OfFile = "csharp ";
    private const string FileEnding = ".cs";

    /// <summary>Gets the languages of the page's blocks that are no C#.</summary>
    private static readonly string[] Others = ["", "sh", "json", "xml"];

    /// <summary>Gets the files of the program, by name.</summary>
    /// <exception cref="FormatException">
    /// A block says neither that it is compiled nor that it is not, or names a file that the text above it does not.
    /// </exception>
    public IReadOnlyDictionary<string, string> Files { get; } = BlocksOf(path)
        .GroupBy(block => block.File, block => block.Text)
        .ToDictionary(file => file.Key, file => string.Join('\n', file));

    private static List<(string File, string Text)> BlocksOf(string path)
    {
        var blocks = new List<(string File, string Text)>();
        var prose = new List<string>();
        string? file = null;
        bool isFenced = false;
        List<string> lines = [];
        foreach (string line in File.ReadLines(path))
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                (isFenced ? lines : prose).Add(line);
            }
            else if (isFenced)
            {
                if (file is not null)
                {
                    blocks.Add((file, string.Concat(lines.Select(each => each + "\n"))));
                }

                (isFenced, lines) = (false, []);
            }
            else
            {
                (isFenced, file) = (true, FileOf(line[Fence.Length..], path));
                if (file is not (null or Program) && !prose.Any(each => each.Contains($"`{file}`")))
                {
                    throw new FormatException($"{path}: a block is '{file}', and the text above it does not say so.");
                }
            }
        }

        return blocks;
    }

    /// <summary>Returns the file that a block belongs to; null for one that is not compiled.</summary>
    private static string? FileOf(string info, string path)
        => info == Compiled ? Program
            : info.StartsWith(OfFile, StringComparison.Ordinal) && info.EndsWith(FileEnding, StringComparison.Ordinal)
                ? info[OfFile.Length..]
            : info == NotCompiled || Others.Contains(info) ? null
            : throw new FormatException(
                $"{path}: a block is '{info}'; it must be '{Compiled}', '{OfFile}NAME{FileEnding}', '{NotCompiled}' or "
                + "no C#.");
}
