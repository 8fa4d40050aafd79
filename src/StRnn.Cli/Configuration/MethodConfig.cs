using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

namespace StRnn.Cli.Configuration;

/// <summary>How the model is sparse. What a method does not use is null.</summary>
internal sealed record MethodConfig
{
    public const string Uniform = "uniform";
    public const string ErdosRenyi = "er";
    public const string AsPublished = "as-published";
    public const string Widened = "widened";
    public const string EveryEpoch = "epoch";
    public const double DefaultPruneRate = 0.7;

    private static readonly string[] OfAnyMethod =
        [nameof(Name), nameof(Sparsity), nameof(Epsilon), nameof(Budget), nameof(IsSized), nameof(Threshold)];

    public static MethodConfig OfDense { get; } = new() { Name = Methods.Dense };

    public required string Name { get; init; }

    public double? Sparsity { get; init; }

    public double? Epsilon { get; init; }

    /// <summary>Weights of a small dense model; null where the sparse model's number is meant.</summary>
    public long? Budget { get; init; }

    /// <summary>Whether a small dense model's width was found already.</summary>
    public bool? IsSized { get; init; }

    public string? Init { get; init; }

    public string? InitScale { get; init; }

    public double? PruneRate { get; init; }

    /// <summary>p_min of the cosine decay.</summary>
    public double? PruneRateFinal { get; init; }

    public string? PruneSchedule { get; init; }

    public string? Pruning { get; init; }

    /// <summary>|w| below which the pruning of that name removes, or which group lasso sets to 0.</summary>
    public double? Threshold { get; init; }

    /// <summary>"epoch", or a number of steps.</summary>
    public string? UpdateEvery { get; init; }

    /// <summary>The share of the run after which the topology no longer changes.</summary>
    public double? EndFraction { get; init; }

    public string? Growth { get; init; }

    public string? NewValue { get; init; }

    public string? Survivor { get; init; }

    public string? Redistribution { get; init; }

    /// <summary>Whether an update resets all optimiser state.</summary>
    public bool? ResetOptimizer { get; init; }

    /// <summary>DeepR's temperature at the first step.</summary>
    public double? Temperature { get; init; }

    /// <summary>DeepR's L1 drift.</summary>
    public double? Drift { get; init; }

    /// <summary>The weight of the group lasso.</summary>
    public double? Lambda { get; init; }

    /// <summary>A sparse method at a given sparsity, with the defaults of everything else.</summary>
    public static MethodConfig Of(string name, double? sparsity, double? epsilon, string? init = null)
    {
        var defaults = Methods.Get(name).Defaults;
        return defaults with
        {
            Sparsity = sparsity,
            Epsilon = epsilon,
            Init = defaults.Init is null ? null : init ?? (epsilon is null ? defaults.Init : ErdosRenyi),
        };
    }

    /// <summary>Intrinsic sparse structures with the published constants for a cell, on the mean loss.</summary>
    public static MethodConfig OfStructures(string? cell) => Methods.Get(Methods.IntrinsicStructures).Defaults is var lstm && cell == ModelConfig.Rhn
        ? lstm with { Lambda = Methods.RhnLambda, Threshold = Methods.RhnThreshold }
        : lstm;

    /// <summary>
    /// The rule for the number of connections: of the beginning, or of the end for a method that begins dense; null for a model that stays dense.
    /// </summary>
    public ISparseInitializer? ToInitializer()
    {
        if (!Methods.Get(Name).IsSparse)
        {
            return null;
        }

        if (Epsilon is { } epsilon)
        {
            return ErdosRenyiInitializer.FromEpsilon(epsilon);
        }

        double density = 1 - (Sparsity ?? throw new FormatException($"the method '{Name}' has neither sparsity nor epsilon."));
        return Init == ErdosRenyi ? ErdosRenyiInitializer.FromDensity(density) : new UniformInitializer(density);
    }

    /// <summary>The engine's composition of the method.</summary>
    public SparseTrainingMethod ToMethod()
    {
        // Runs that were begun before an option existed do not say it.
        return Methods.Get(Name).Compose(Completed());
    }

    /// <summary>When updates happen.</summary>
    public UpdateInterval ToInterval(bool stretches = false) => UpdateEvery is null or EveryEpoch
        ? UpdateInterval.EveryEpoch
        : new UpdateInterval(int.Parse(UpdateEvery, CultureInfo.InvariantCulture), stretches);

    /// <summary>A composition with the parts that the configuration names in place of the method's own.</summary>
    public SparseTrainingMethod WithParts(SparseTrainingMethod method)
    {
        if (method.Topology is not { } topology)
        {
            return method;
        }

        return method with
        {
            Topology = topology with
            {
                Interval = UpdateEvery is null ? topology.Interval : ToInterval(topology.Interval.Stretches),
                Rate = PruneSchedule is null ? topology.Rate : Ended(PartNames.Schedule(PruneSchedule, PruneRate!.Value, PruneRateFinal!.Value)),
                Pruning = Pruning is null ? topology.Pruning : PartNames.Pruning(Pruning),
                Amount = Pruning == PartNames.ThresholdPruning ? new BelowThreshold(Threshold!.Value) : topology.Amount,
                Regrowth = Growth is null ? topology.Regrowth : PartNames.Growth(Growth),
                NewValue = NewValue is null ? topology.NewValue : PartNames.NewValue(NewValue),
                Survivors = Survivor is null ? topology.Survivors : SurvivorNames.Parse(Survivor),
                Redistribution = Redistribution is null ? topology.Redistribution : PartNames.Redistribution(Redistribution),
                ResetsOptimizer = ResetOptimizer ?? topology.ResetsOptimizer,
            },
        };
    }

    /// <summary>The same with null for everything that the method does not use, and its default for what it uses and is not said.</summary>
    public MethodConfig Completed()
    {
        var mine = ToJson();
        var defaults = Methods.Get(Name).Defaults.ToJson();
        foreach (string property in defaults.Select(each => each.Key).Where(key => !OfAnyMethod.Contains(key)).ToList())
        {
            mine[property] = defaults[property] is { } value ? (mine[property] ?? value).DeepClone() : null;
        }

        return mine.Deserialize<MethodConfig>()!;
    }

    /// <summary>Whether the method has a use for a property.</summary>
    public static bool Uses(string method, string property) => Methods.Get(method).Defaults.ToJson()[property] is not null;

    private JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this)!;

    private IPruningRateSchedule Ended(IPruningRateSchedule schedule)
        => EndFraction is { } end && end < 1 ? new EndingPruningRate(schedule, end) : schedule;
}
