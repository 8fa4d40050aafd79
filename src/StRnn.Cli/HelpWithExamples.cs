using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using StRnn.Cli.Commands;
using StRnn.Cli.Hosting;

namespace StRnn.Cli;

/// <summary>Prints the library's help, followed by the command's notes and examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int RedirectedWidth = 120;

    private readonly HelpAction _inner;

    public HelpWithExamples(HelpAction inner, bool isInteractive)
    {
        _inner = inner;
        if (!isInteractive)
        {
            _inner.MaxWidth = RedirectedWidth;
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        _inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        IDocumented documented = parseResult.CommandResult.Command as IDocumented ?? Overview.Instance;
        if (documented.Notes.Count > 0)
        {
            WriteSection(output, documented.NotesTitle, documented.Notes);
        }

        WriteSection(output, "Examples", documented.Examples);
        return ExitCode.Done;
    }

    private static void WriteSection(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        output.WriteLine($"{title}:");
        foreach (string line in lines)
        {
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
    }

    /// <summary>The help of the root and of the groups of commands.</summary>
    private sealed class Overview : IDocumented
    {
        public static Overview Instance { get; } = new();

        public string NotesTitle => "Exit codes";

        public IReadOnlyList<string> Notes => ["0 done, 1 failed, 2 wrong usage, 130 interrupted after saving"];

        public IReadOnlyList<string> Examples =>
        [
            "strnn doctor",
            "strnn inspect --preset ptb-lstm-large --sparsity 0.67",
            "strnn train lm --data dotnet-docs --sparsity 0.8 --out runs/first",
            "strnn generate runs/first --prompt \"gets the\" --tokens 30",
        ];
    }
}
