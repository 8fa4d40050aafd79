using System.CommandLine;
using StRnn.Cli.Hosting;
namespace StRnn.Cli.Commands;
internal sealed class EvalCommand : Command { public EvalCommand(CliConsole console) : base("eval") { } }
