using System.CommandLine;
using StRnn.Cli.Hosting;
namespace StRnn.Cli.Commands;
internal sealed class DevicesCommand : Command { public DevicesCommand(CliConsole console) : base("devices") { } }
