using System.Globalization;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;

namespace StRnn.Cli.Configuration;

/// <summary>How the model is sparse. What a method does not use is null.</summary>
internal sealed record MethodConfig
{
    public const string SparseTopology = "st";
    public const string Static = "static";
    public const string Dense = "dense";
    public const string Uniform = "uniform";
    public const string ErdosRenyi = "er";
    public const string AsPublished = "as-published";
    public const string Widened = "widened";
    public const string EveryEpoch = "epoch";
    public const double DefaultPruneRate = 0.7;

    public static MethodConfig OfDense { get; } = new() { Name = Dense };

    public required string Name { get; init; }

    public double? Sparsity { get; init; }

    public double? Epsilon { get; init; }

    public string? Init { get; init; }

    public string? InitScale { get; init; }

    public double? PruneRate { get; init; }

    /// <summary>p_min of the cosine decay.</summary>
    public double? PruneRateFinal { get; init; }

    /// <summary>"epoch", or a number of steps.</summary>
    public string? UpdateEvery { get; init; }

    public string? Survivor { get; init; }

    /// <summary>A sparse method at a given sparsity, with the defaults of everything else.</summary>
    public static MethodConfig Of(string name, double? sparsity, double? epsilon, string? init = null) => new MethodConfig
    {
        Name = name,
        Sparsity = sparsity,
        Epsilon = epsilon,
        Init = init ?? (epsilon is null ? Uniform : ErdosRenyi),
        InitScale = AsPublished,
        PruneRate = DefaultPruneRate,
        PruneRateFinal = CosinePruningRate.PublishedFinalRate,
        UpdateEvery = EveryEpoch,
        Survivor = SurvivorNames.NameOf(SurvivorPolicy.KeepsValue),
    }.WithoutUnused();

    /// <summary>The same with null for everything that the method does not use.</summary>
    public MethodConfig WithoutUnused() => Name switch
    {
        Dense => OfDense,
        Static => this with { PruneRate = null, PruneRateFinal = null, UpdateEvery = null, Survivor = null },
        _ => this,
    };

    /// <summary>The rule for the number of connections; null for a dense model.</summary>
    public ISparseInitializer? ToInitializer()
    {
        if (Name == Dense)
        {
            return null;
        }

        if (Name is not (SparseTopology or Static))
        {
            throw new FormatException($"there is no method '{Name}'.");
        }

        if (Epsilon is { } epsilon)
        {
            return ErdosRenyiInitializer.FromEpsilon(epsilon);
        }

        double density = 1 - Sparsity!.Value;
        return Init == ErdosRenyi ? ErdosRenyiInitializer.FromDensity(density) : new UniformInitializer(density);
    }

    /// <summary>The engine's composition of the method.</summary>
    public SparseTrainingMethod ToMethod()
    {
        if (ToInitializer() is not { } initializer)
        {
            return SparseTrainingMethod.Dense;
        }

        if (Name == Static)
        {
            return SparseTrainingMethod.Static(initializer);
        }

        var method = SparseTrainingMethod.SparseTopology(initializer, PruneRate!.Value, SurvivorNames.Parse(Survivor));
        return method with
        {
            Topology = method.Topology! with
            {
                Rate = new CosinePruningRate(PruneRate.Value, PruneRateFinal!.Value),
                Interval = UpdateEvery == EveryEpoch
                    ? UpdateInterval.EveryEpoch
                    : new UpdateInterval(int.Parse(UpdateEvery!, CultureInfo.InvariantCulture)),
            },
        };
    }
}
