using System.CommandLine;
using StRnn.Backends.Selection;
using StRnn.Comparison.Check;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;
using StRnn.Comparison.Workers;
using StRnn.Cpu;
using StRnn.OpenCL;

namespace StRnn.Comparison;

/// <summary>The program's commands: <c>run</c>, <c>opencl</c>, <c>check</c>, and <c>worker</c>, which the others start.</summary>
internal static class Commands
{
    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };

    public static RootCommand Root()
    {
        var root = new RootCommand("Compares the CPU backend with its peers in the same run, in turns.");
        foreach (var command in new[] { RunCommand(), OpenClCommand(), CheckCommand(), WorkerCommand() })
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private static Command RunCommand()
    {
        var peers = new Option<string>("--peers") { DefaultValueFactory = _ => "artifacts/peers", Description = "Where perf/peers/build.sh built." };
        var results = new Option<string>("--results") { DefaultValueFactory = _ => "perf/results", Description = "Folder of the JSON file." };
        var report = new Option<string>("--report") { DefaultValueFactory = _ => "docs/results/performance.md", Description = "The page." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "Rounds of each pair." };
        var only = new Option<string?>("--only") { Description = "training, products, inference, scale or break-even; default: all." };
        var command = new Command("run", "Measures every row and writes the report.") { peers, results, report, rounds, only, Threads };
        command.SetAction(parsed =>
        {
            var settings = new Settings(
                parsed.GetValue(peers)!, parsed.GetValue(Threads), parsed.GetValue(rounds), text => Console.Error.WriteLine($"  {text}"));
            if (!Directory.Exists(settings.Peers))
            {
                Console.Error.WriteLine($"No peers in {settings.Peers}: run perf/peers/build.sh {settings.Peers} first to compare with them.");
            }

            var sections = new (string Name, Func<IEnumerable<Row>> Measure)[]
            {
                ("training", () => TrainingRows.Measure(settings)),
                ("products", () => KernelRows.Measure(settings)),
                ("inference", () => InferenceRows.Measure(settings)),
                ("scale", () => ScaleRows.Measure(settings)),
                ("break-even", () => new[] { ModelShape.W1, ModelShape.W2, ModelShape.W3 }.SelectMany(shape => BreakEvenRows.Measure(settings, shape))),
            };
            string? section = parsed.GetValue(only);
            if (section is not null && sections.All(candidate => candidate.Name != section))
            {
                Console.Error.WriteLine($"error: there is no part '{section}': {string.Join(", ", sections.Select(candidate => candidate.Name))}.");
                return 2;
            }

            var rows = sections.Where(candidate => section is null || candidate.Name == section).SelectMany(candidate => candidate.Measure()).ToList();
            var (machine, date) = (MachineInfo.Read(), DateOnly.FromDateTime(DateTime.Now));
            string page = MarkdownReport.Write(rows, machine, "./build.sh perf", date);
            if (section is not null)
            {
                Console.Write(page);
                return 0;
            }

            Directory.CreateDirectory(parsed.GetValue(results)!);
            File.WriteAllText(Path.Combine(parsed.GetValue(results)!, $"{date:yyyy-MM-dd}.json"), JsonReport.Write(rows, machine, "./build.sh perf", date));
            File.WriteAllText(parsed.GetValue(report)!, page);
            Console.WriteLine($"wrote {parsed.GetValue(report)}");
            return 0;
        });
        return command;
    }

    private static Command OpenClCommand()
    {
        var report = new Option<string>("--report") { DefaultValueFactory = _ => "docs/results/opencl.md", Description = "The page." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "Rounds of each pair." };
        var device = new Option<string?>("--device") { Description = "The OpenCL device; default: the backend's own choice." };
        var only = new Option<string?>("--only") { Description = "products or training; default: both, and the page is written." };
        var command = new Command("opencl", "Measures the OpenCL backend against the CPU backend and writes the page.") { report, rounds, device, only, Threads };
        command.SetAction(parsed =>
        {
            var settings = new Settings(string.Empty, parsed.GetValue(Threads), parsed.GetValue(rounds), text => Console.Error.WriteLine($"  {text}"));
            using var opencl = (OpenClBackend)new OpenClBackendProvider().Create(new StRnnOptions { Device = parsed.GetValue(device) });
            using var cpu = new CpuBackendProvider().Create(new StRnnOptions { Threads = settings.Threads });
            string? section = parsed.GetValue(only);
            if (section is not (null or OpenClRows.Products or OpenClRows.Training))
            {
                Console.Error.WriteLine($"error: there is no part '{section}': {OpenClRows.Products}, {OpenClRows.Training}.");
                return 2;
            }

            var rows = OpenClRows.Measure(settings, opencl, cpu, section).ToList();
            var step = StepTraffic.Measure(opencl, TrainingRows.Options(settings, ModelShape.W1, 0.20));
            long onGpu = StepTraffic.LaunchesOnGpu(opencl, TrainingRows.Options(settings, ModelShape.W1, 0.20));
            const string Command = "STRNN_CPU=avx2 ./build.sh perf --opencl";
            string page = OpenClPage.Write(rows, opencl, step, onGpu, MachineInfo.Read(), Command, DateOnly.FromDateTime(DateTime.Now));
            if (section is not null)
            {
                Console.Write(page);
                return 0;
            }

            File.WriteAllText(parsed.GetValue(report)!, page);
            Console.WriteLine($"wrote {parsed.GetValue(report)}");
            return 0;
        });
        return command;
    }

    private static Command CheckCommand()
    {
        var baselines = new Option<string>("--baselines") { DefaultValueFactory = _ => "perf/baselines", Description = "Folder of the recorded figures." };
        var instructions = new Option<string>("--instructions")
        {
            DefaultValueFactory = _ => "artifacts/build/instructions/strnn-instructions",
            Description = "What perf/instructions built.",
        };
        var record = new Option<bool>("--record") { Description = "Record this machine's figures instead of comparing with them." };
        var command = new Command("check", "Compares with the recorded baseline; exit code 1 if something got worse.") { baselines, instructions, record, Threads };
        command.SetAction(parsed => RegressionCheck.Run(
            parsed.GetValue(baselines)!, parsed.GetValue(instructions)!, parsed.GetValue(record), parsed.GetValue(Threads), Console.Out));
        return command;
    }

    private static Command WorkerCommand()
    {
        var mode = new Argument<string>("mode");
        var hidden = new Option<int>("--hidden") { DefaultValueFactory = _ => 200 };
        var density = new Option<double>("--density") { DefaultValueFactory = _ => 0.2 };
        var vocabulary = new Option<int>("--vocabulary") { DefaultValueFactory = _ => 10_000 };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 20 };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 35 };
        var depth = new Option<int>("--depth");
        var command = new Command("worker", "Speaks the workers' protocol on standard input and output.")
        {
            mode, hidden, density, vocabulary, batch, steps, depth, Threads,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var options = new WorkerOptions(
                parsed.GetValue(mode)!,
                parsed.GetValue(hidden),
                parsed.GetValue(density),
                parsed.GetValue(Threads),
                parsed.GetValue(vocabulary),
                parsed.GetValue(batch),
                parsed.GetValue(steps),
                parsed.GetValue(depth));
            using var backend = new CpuBackendProvider().Create(new StRnnOptions { Threads = options.Threads });
            using IUnit? unit = options.Mode switch
            {
                WorkerOptions.Train => new TrainingUnit(backend, options),
                WorkerOptions.Classify or WorkerOptions.ClassifyText => new ClassifierUnit(backend, options),
                WorkerOptions.Infer => new InferenceUnit(backend, options),
                WorkerOptions.Update => new UpdateUnit(backend, options),
                WorkerOptions.Layer => new LayerUnit(backend, options),
                _ => null,
            };
            if (unit is null)
            {
                Console.Error.WriteLine($"error: a worker cannot '{options.Mode}': train, classify, classify-text, infer, update or layer.");
                return 2;
            }

            return WorkerLoop.Serve(unit, backend.Info.ToString(), Console.In, Console.Out);
        });
        return command;
    }
}
