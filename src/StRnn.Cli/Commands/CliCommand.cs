using System.CommandLine;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Commands;

/// <summary>A part of a command's help beyond its options.</summary>
internal interface IDocumented
{
    string NotesTitle { get; }

    IReadOnlyList<string> Notes { get; }

    IReadOnlyList<string> Examples { get; }
}

/// <summary>A command with its console; its help has examples, and may have notes.</summary>
internal abstract class CliCommand : Command, IDocumented
{
    protected CliCommand(string name, string description, CliConsole console)
        : base(name, description)
    {
        Console = console;
        SetAction(Run);
    }

    public virtual string NotesTitle => "Notes";

    public virtual IReadOnlyList<string> Notes => [];

    public abstract IReadOnlyList<string> Examples { get; }

    protected CliConsole Console { get; }

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult parsed);

    /// <summary>Adds arguments and options in the order of the help.</summary>
    protected void Declare(params IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                Arguments.Add(argument);
            }
            else
            {
                Options.Add((Option)symbol);
            }
        }
    }
}
