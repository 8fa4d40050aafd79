using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Methods;

/// <summary>
/// Describes how a model is sparse: the method, the number of its connections, and the method's options.
/// </summary>
[JsonConverter(typeof(MethodConfigConverter))]
public sealed record MethodConfig
{
    /// <summary>Gets the dense model.</summary>
    public static MethodConfig OfDense { get; } = new() { Name = MethodNames.Dense };

    /// <summary>Gets the method's name, one of <see cref="MethodNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Gets the share of connections that do not exist; null where <see cref="Epsilon"/> says their number.
    /// </summary>
    public double? Sparsity { get; init; }

    /// <summary>
    /// Gets epsilon in nnz = epsilon * (rows + columns); null where <see cref="Sparsity"/> says their number.
    /// </summary>
    public double? Epsilon { get; init; }

    /// <summary>Gets the weights of a small dense model; null for as many as the sparse one has.</summary>
    public long? Budget { get; init; }

    /// <summary>Gets a value indicating whether a small dense model's width was found already; null for no.</summary>
    public bool? IsSized { get; init; }

    /// <summary>Gets the number of connections in words.</summary>
    internal string SizeText => Epsilon is { } epsilon ? FormattableString.Invariant($"epsilon {epsilon}")
        : Sparsity is { } share ? FormattableString.Invariant($"sparsity {share}")
        : "no sparsity";

    private ImmutableDictionary<MethodOption, object> Values { get; init; } =
        ImmutableDictionary<MethodOption, object>.Empty;

    /// <summary>Gets the number that an option has; null where the method does not use it.</summary>
    /// <param name="option">The option.</param>
    public double? this[MethodOption<double> option] => ValueOf(option) is double value ? value : null;

    /// <summary>Gets the word that an option has; null where the method does not use it.</summary>
    /// <param name="option">The option.</param>
    public string? this[MethodOption<string> option] => ValueOf(option) as string;

    /// <summary>Gets a value indicating whether an option is on; null if the method does not use it.</summary>
    /// <param name="option">The option.</param>
    public bool? this[MethodOption<bool> option] => ValueOf(option) is bool value ? value : null;

    /// <summary>Creates a sparse method of a given size, with its defaults for everything else.</summary>
    /// <param name="name">The method, one of <see cref="MethodNames"/>.</param>
    /// <param name="sparsity">The share of connections that do not exist; null where <paramref name="epsilon"/> is
    /// given.</param>
    /// <param name="epsilon">Epsilon of the Erdos-Renyi distribution; null where <paramref name="sparsity"/> is
    /// given.</param>
    /// <exception cref="FormatException">There is no such method.</exception>
    public static MethodConfig Of(string name, double? sparsity, double? epsilon = null)
    {
        var sized = MethodCatalog.Get(name).Defaults with { Sparsity = sparsity, Epsilon = epsilon };
        return epsilon is null || sized[MethodOptions.Init] is null
            ? sized
            : sized.With(MethodOptions.Init, NamedParts.ErdosRenyi);
    }

    /// <summary>Returns the same with another value of an option.</summary>
    /// <typeparam name="T">The type of the option's values.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="value">Its value.</param>
    public MethodConfig With<T>(MethodOption<T> option, T value)
        where T : notnull
        => With(option, (object?)value);

    /// <inheritdoc/>
    public bool Equals(MethodConfig? other)
        => other is not null
            && (Name, Sparsity, Epsilon, Budget, IsSized)
                == (other.Name, other.Sparsity, other.Epsilon, other.Budget, other.IsSized)
            && MethodOptions.All.All(option => Equals(ValueOf(option), other.ValueOf(option)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Sparsity, Epsilon, Budget, IsSized);

    /// <summary>
    /// Creates intrinsic sparse structures with the constants published for an LSTM or for an RHN, on the mean loss.
    /// </summary>
    internal static MethodConfig OfStructures(bool isRhn)
        => MethodCatalog.Get(MethodNames.IntrinsicStructures).Defaults is var lstm && isRhn
            ? lstm.With(MethodOptions.Lambda, MethodCatalog.RhnLambda)
                .With(MethodOptions.PruneThreshold, MethodCatalog.RhnThreshold)
            : lstm;

    internal object? ValueOf(MethodOption option) => Values.GetValueOrDefault(option);

    internal MethodConfig With(MethodOption option, object? value)
        => this with { Values = value is null ? Values.Remove(option) : Values.SetItem(option, value) };

    /// <exception cref="FormatException">The option has no value.</exception>
    internal double Require(MethodOption<double> option)
        => this[option] ?? throw new FormatException($"the method '{Name}' has no {option}.");

    /// <summary>Fills in the method's defaults and clears options it ignores.</summary>
    internal MethodConfig Completed()
    {
        var defaults = MethodCatalog.Get(Name).Defaults;
        return MethodOptions.All.Where(option => option.UsedBy is not null).Aggregate(
            this,
            (config, option) => config.With(
                option, defaults.ValueOf(option) is { } value ? config.ValueOf(option) ?? value : null));
    }

    /// <summary>
    /// Returns the rule for the number of connections: of the beginning, or of the end for a method that begins dense;
    /// null for a model that stays dense.
    /// </summary>
    internal ISparseInitializer? ToInitializer()
    {
        if (!MethodCatalog.Get(Name).IsSparse)
        {
            return null;
        }

        if (Epsilon is { } epsilon)
        {
            return ErdosRenyiInitializer.FromEpsilon(epsilon);
        }

        double density = 1 - (Sparsity
            ?? throw new FormatException($"the method '{Name}' has neither sparsity nor epsilon."));
        return this[MethodOptions.Init] == NamedParts.ErdosRenyi
            ? ErdosRenyiInitializer.FromDensity(density)
            : new UniformInitializer(density);
    }

    /// <summary>Composes the method; options that were not there yet when a run began have their defaults.</summary>
    internal SparseTrainingMethod ToMethod() => MethodCatalog.Get(Name).Compose(Completed());

    internal UpdateInterval ToInterval(bool stretches = false)
        => this[MethodOptions.UpdateEvery] is not { } every || every == NamedParts.EveryEpoch
            ? UpdateInterval.EveryEpoch
            : new UpdateInterval(int.Parse(every, CultureInfo.InvariantCulture), stretches);

    /// <summary>Returns a schedule of the pruning rate, cut off where the topology stays.</summary>
    internal IPruningRateSchedule ToRate(string schedule)
    {
        var rate = NamedParts.Schedule(
            schedule, Require(MethodOptions.PruneRate), Require(MethodOptions.PruneRateFinal));
        return this[MethodOptions.UpdateUntil] is { } end && end < 1 ? new EndingPruningRate(rate, end) : rate;
    }

    /// <summary>Returns a composition with the parts that the options name in place of the method's own.</summary>
    internal SparseTrainingMethod Apply(SparseTrainingMethod method)
        => method.Topology is not { } topology
            ? method
            : method with
            {
                Topology = MethodOptions.All.Aggregate(
                    topology,
                    (rule, option) => ValueOf(option) is { } value ? option.Apply(rule, value, this) : rule),
            };
}
