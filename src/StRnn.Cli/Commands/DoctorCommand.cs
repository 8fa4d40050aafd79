using System.CommandLine;
using StRnn.Cli.Hosting;
namespace StRnn.Cli.Commands;
internal sealed class DoctorCommand : Command { public DoctorCommand(CliConsole console) : base("doctor") { } }
