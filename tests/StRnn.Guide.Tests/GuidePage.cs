using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StRnn.Guide.Tests;

/// <summary>
/// A page whose C# blocks are one program: their usings first, then their statements, then their types, each in the
/// page's order.
/// </summary>
/// <param name="path">The page.</param>
internal sealed class GuidePage(string path)
{
    private const string Fence = "```";
    private const string Compiled = "csharp";
    private const string NotCompiled = "csharp not-compiled";

    /// <summary>Gets the languages of the page's blocks that are no C#.</summary>
    private static readonly string[] Others = ["", "sh", "json", "xml"];

    /// <summary>Gets the blocks that are compiled.</summary>
    /// <exception cref="FormatException">A block says neither that it is compiled nor that it is not.</exception>
    public IReadOnlyList<string> Blocks { get; } = BlocksOf(path);

    /// <summary>Gets the program.</summary>
    public string Program
    {
        get
        {
            var roots = Blocks.Select(block => CSharpSyntaxTree.ParseText(block).GetCompilationUnitRoot()).ToList();
            var usings = roots.SelectMany(root => root.Usings).Select(each => each.ToString()).Distinct()
                .OrderBy(each => !each.StartsWith("using System", StringComparison.Ordinal))
                .ThenBy(each => each.TrimEnd(';'), StringComparer.Ordinal);
            var program = new StringBuilder().AppendJoin('\n', usings).Append('\n');
            foreach (var root in roots)
            {
                Append(program, root.Members.Where(member => member is GlobalStatementSyntax));
            }

            foreach (var root in roots)
            {
                Append(program, root.Members.Where(member => member is not GlobalStatementSyntax));
            }

            return program.ToString();
        }
    }

    private static void Append(StringBuilder program, IEnumerable<MemberDeclarationSyntax> members)
    {
        string text = string.Concat(members.Select(member => member.ToFullString())).Trim('\n');
        if (text.Length > 0)
        {
            program.Append('\n').Append(text).Append('\n');
        }
    }

    private static List<string> BlocksOf(string path)
    {
        var blocks = new List<string>();
        StringBuilder? block = null;
        bool isFenced = false;
        foreach (string line in File.ReadLines(path))
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                block?.Append(line).Append('\n');
                continue;
            }

            if (isFenced)
            {
                if (block is not null)
                {
                    blocks.Add(block.ToString());
                }

                (block, isFenced) = (null, false);
                continue;
            }

            isFenced = true;
            string info = line[Fence.Length..];
            block = info == Compiled ? new StringBuilder() : null;
            if (info != Compiled && info != NotCompiled && !Others.Contains(info))
            {
                throw new FormatException(
                    $"{path}: a block is '{info}'; it must be '{Compiled}', '{NotCompiled}' or no C#.");
            }
        }

        return blocks;
    }
}
