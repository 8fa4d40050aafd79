using System.CommandLine;
using System.CommandLine.Help;
using StRnn.Cli.Commands;
using StRnn.Cli.Hosting;

namespace StRnn.Cli;

/// <summary>Parses a command line of this program or another, runs the command and reports errors.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Print the stack trace of an error.",
        Recursive = true,
    };

    /// <summary>Runs a command line of <c>strnn</c>.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="console">The console to write to.</param>
    /// <param name="cancellation">Interrupts as Ctrl+C does.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation = default)
        => Run("strnn", BuildRoot(console, cancellation), args, console);

    /// <summary>Runs a command line of a program.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="root">Its commands, or its only one.</param>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="console">The console to write to.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string program, Command root, IReadOnlyList<string> args, CliConsole console)
    {
        AddCommonOptions(root, console);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            string command = FullName(program, parsed.CommandResult.Command, root);
            console.Error.WriteLine($"error: {Describe(parsed)} See '{command} --help'.");
            return ExitCode.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            console.Error.WriteLine($"error: {ErrorText.Of(exception)}");
            if (parsed.GetValue(Verbose))
            {
                console.Error.WriteLine(exception);
            }

            return exception is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
        }
    }

    private static RootCommand BuildRoot(CliConsole console, CancellationToken cancellation)
        => new(
            "Train, evaluate and inspect truly sparse recurrent networks (ST-RNN, Liu et al. 2021).")
        {
            new Command("train", "Train a model.")
            {
                new TrainLmCommand(console, cancellation),
                new TrainClassifyCommand(console, cancellation),
            },
            new EvalCommand(console),
            new GenerateCommand(console),
            new ExtractCommand(console),
            new MovedCommand(console),
            new SearchCommand(console, cancellation),
            new ClassifyCommand(console),
            new InspectCommand(console),
            new TopologyDistanceCommand(console),
            new BenchCommand(console),
            new DevicesCommand(console),
            new DoctorCommand(console),
            new TuneCommand(console),
            new DemoCommand(console, cancellation),
            new TokenizeCommand(console),
        };

    private static void AddCommonOptions(Command root, CliConsole console)
    {
        if (root is not RootCommand)
        {
            root.Options.Add(new HelpOption());
            root.Options.Add(new VersionOption());
        }

        root.Options.Add(Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, console.IsInteractive);
    }

    private static string Describe(ParseResult parsed)
    {
        // An option that does not exist leaves its value over as a second stray token: the first one names the cause.
        string text = ErrorText.OneLine(parsed.UnmatchedTokens.Count > 0
            ? $"'{parsed.UnmatchedTokens[0]}' is not an option or command here."
            : parsed.Errors[0].Message);
        return text.EndsWith('.') ? text : text + ".";
    }

    private static string FullName(string program, Command command, Command root)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is not null && symbol != root; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Push(symbol.Name);
        }

        names.Push(program);
        return string.Join(' ', names);
    }
}
