// Compares the CPU backend with its peers, and the OpenCL backend with the CPU backend, in the same run and in turns.
using System.CommandLine;
using System.Globalization;
using StRnn.Comparison.Commands;

// The same text and numbers on every machine; and, where the system allows it, precedence over other processes.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (File.Exists("/proc/self/autogroup"))
    {
        File.WriteAllText("/proc/self/autogroup", "-20");
    }
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    // Without permission to raise it, the figures are noisier.
}

var root = new RootCommand("Compares the CPU backend with its peers in the same run, in turns.")
{
    RunCommand.Create(), OpenClCommand.Create(), PageCommand.Create(), CheckCommand.Create(),
    AgainstCommand.Create(), BusyCommand.Create(), BusyCommand.CreateSpin(), WorkerCommand.Create(),
};
return root.Parse(args).Invoke();
