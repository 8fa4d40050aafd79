using System.CommandLine;
using StRnn.Cli.Hosting;
namespace StRnn.Cli.Commands;
internal sealed class DemoCommand : Command { public DemoCommand(CliConsole console, CancellationToken c) : base("demo") { } }
