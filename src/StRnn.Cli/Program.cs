using StRnn.Cli;
using StRnn.Cli.Hosting;

return CommandLine.Run(args, CliConsole.OfProcess());
