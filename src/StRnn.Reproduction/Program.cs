using StRnn.Cli;
using StRnn.Cli.Hosting;
using StRnn.Reproduction;

var console = CliConsole.OfProcess();
return CommandLine.Run(ReproduceCommand.Program, new ReproduceCommand(console, CancellationToken.None), args, console);
