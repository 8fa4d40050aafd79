using System.CommandLine;
using StRnn.Backends.Selection;
using StRnn.Comparison.Workers;
using StRnn.Cpu;
using StRnn.Performance;
using StRnn.Tensors;

namespace StRnn.Comparison.Commands;

/// <summary>The hidden command <c>worker</c>, which the others start in a process of its own.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var mode = new Argument<string>("mode");
        var hidden = new Option<int>("--hidden") { DefaultValueFactory = _ => PaperModel.SmallLstm.Hidden };
        var density = new Option<double>("--density") { DefaultValueFactory = _ => 0.2 };
        var vocabulary = new Option<int>("--vocabulary") { DefaultValueFactory = _ => PaperModel.Vocabulary };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => PaperModel.Batch };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => PaperModel.Steps };
        var depth = new Option<int>("--depth");
        var weights = new Option<WeightStorage>("--weights");
        var unitConnections = new Option<bool>("--unit-connections");
        var threads = CommandOptions.Threads();
        var command = new Command("worker", "Speaks the workers' protocol on standard input and output.")
        {
            mode, hidden, density, vocabulary, batch, steps, depth, weights, unitConnections, threads,
        };
        command.Hidden = true;
        command.SetAction(parsed => Serve(new WorkerOptions(
            parsed.GetValue(mode)!,
            parsed.GetValue(hidden),
            parsed.GetValue(density),
            parsed.GetValue(threads),
            parsed.GetValue(vocabulary),
            parsed.GetValue(batch),
            parsed.GetValue(steps),
            parsed.GetValue(depth),
            parsed.GetValue(weights),
            parsed.GetValue(unitConnections))));
        return command;
    }

    private static int Serve(WorkerOptions options)
    {
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
            Console.Error.WriteLine(
                $"error: a worker cannot '{options.Mode}': train, classify, classify-text, infer, update or layer.");
            return 2;
        }

        return WorkerLoop.Serve(unit, backend.Info.ToString(), Console.In, Console.Out);
    }
}
