using System.CommandLine;
using System.CommandLine.Help;
using StRnn.Cli.Commands;
using StRnn.Cli.Hosting;

namespace StRnn.Cli;

/// <summary>Parses a command line, runs the command and reports errors.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Print the stack trace of an error.",
        Recursive = true,
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="console">The console to write to.</param>
    /// <param name="cancellation">Interrupts as Ctrl+C does.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation = default)
    {
        var root = BuildRoot(console, cancellation);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            string command = FullName(parsed.CommandResult.Command, root);
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
    {
        var root = new RootCommand(
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
            new ReproduceCommand(console, cancellation),
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
        root.Options.Add(Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, console.IsInteractive);
        return root;
    }

    private static string Describe(ParseResult parsed)
    {
        // An option that does not exist leaves its value over as a second stray token: the first one names the cause.
        string text = ErrorText.OneLine(parsed.UnmatchedTokens.Count > 0
            ? $"'{parsed.UnmatchedTokens[0]}' is not an option or command here."
            : parsed.Errors[0].Message);
        return text.EndsWith('.') ? text : text + ".";
    }

    private static string FullName(Command command, RootCommand root)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is not null && symbol != root; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Push(symbol.Name);
        }

        names.Push("strnn");
        return string.Join(' ', names);
    }
}
