// The PyTorch peer: libtorch through TorchSharp, one process per configuration.
//   torch-peer train --hidden H --vocabulary V --batch B --steps T --density D --dropout P --threads N
//   torch-peer train --depth D ... : an RHN
//   torch-peer classify --hidden H --vocabulary V --batch B --steps T --density D --threads N : a text classifier
//   torch-peer infer --hidden H --vocabulary V --batch B --density D --threads N
// It speaks the workers' protocol (see WorkerLoop in ../../StRnn.Comparison/Workers).
using System.Diagnostics;
using System.Globalization;
using TorchPeer;
using static TorchSharp.torch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Options.Parse(args);
if (options is null)
{
    Console.Error.WriteLine(
        "usage: torch-peer train|infer|classify --hidden H --vocabulary V --batch B --steps T --density D --dropout P "
        + "--threads N");
    return 2;
}

set_num_threads(options.Threads);
manual_seed(1);
Action unit = options.Mode == "infer" ? new InferenceStep(options).Run
    : options.Mode is "classify" or "classify-text" ? new ClassifierTrainingStep(options).Run
    : options.Depth > 0 ? new RhnTrainingStep(options).Run
    : new TrainingStep(options).Run;
Console.WriteLine("ready");
while (Console.ReadLine() is { } line && line != "quit")
{
    string[] words = line.Split(' ');
    switch (words[0])
    {
        case "run":
            var times = new List<string>();
            for (int i = 0; i < int.Parse(words[1], CultureInfo.InvariantCulture); i++)
            {
                long start = Stopwatch.GetTimestamp();
                unit();
                double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                times.Add(milliseconds.ToString("R", CultureInfo.InvariantCulture));
            }

            Console.WriteLine(string.Join(' ', times));
            break;
        case "rss":
            Console.WriteLine(PeakResidentBytes());
            break;
        case "version":
            Console.WriteLine($"PyTorch (libtorch {__version__}) through TorchSharp");
            break;
        default:
            Console.Error.WriteLine($"unknown command '{line}': run N, rss, version or quit");
            return 2;
    }
}

return 0;

static long PeakResidentBytes()
{
    string? line = File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status")
            .FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal))
        : null;
    return line is null
        ? Process.GetCurrentProcess().PeakWorkingSet64
        : long.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
}
