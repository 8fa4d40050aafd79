using Spectre.Console;

namespace StRnn.Cli.Hosting;

/// <summary>
/// The streams of a command: results on one side, errors, warnings and the backend's line on the other.
/// </summary>
internal sealed class CliConsole
{
    // Redirected output has no width of its own; Spectre's 80 columns would wrap the tables.
    private const int RedirectedWidth = 140;

    public CliConsole(TextWriter output, TextWriter error, bool isInteractive = false, TextReader? input = null)
    {
        In = input ?? TextReader.Null;
        Out = output;
        Error = error;
        IsInteractive = isInteractive;
        Ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!isInteractive)
        {
            Ansi.Profile.Width = RedirectedWidth;
        }
    }

    public TextReader In { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Gets a value indicating whether a person watches: live display, colours.</summary>
    public bool IsInteractive { get; }

    public IAnsiConsole Ansi { get; }

    public static CliConsole OfProcess()
    {
        bool isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new CliConsole(Console.Out, Console.Error, isTerminal, Console.In);
    }

    public void Warn(string message) => Error.WriteLine($"warning: {ErrorText.OneLine(message)}");

    /// <summary>Creates a table: names on the left, and figures, which are right-aligned.</summary>
    public static Table NewTable(string names, params IEnumerable<string> figures)
    {
        var table = new Table().AddColumn(names);
        foreach (string header in figures)
        {
            table.AddColumn(new TableColumn(header).RightAligned());
        }

        return table;
    }

    public void WriteTable(Table table)
    {
        table.Border(TableBorder.Simple);
        Ansi.Write(table);
    }
}
