using System.CommandLine;
using StRnn.Cli.Hosting;
namespace StRnn.Cli.Commands;
internal sealed class GenerateCommand : Command { public GenerateCommand(CliConsole console) : base("generate") { } }
