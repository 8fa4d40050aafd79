using System.CommandLine;
using StRnn.Cli.Hosting;
namespace StRnn.Cli.Commands;
internal sealed class InspectCommand : Command { public InspectCommand(CliConsole console) : base("inspect") { } }
