using StRnn.Backends.Kernels;

namespace StRnn.Autograd;

/// <summary>The declaration of a parameter: what is known of it before it has a weight, and what no update changes.</summary>
public sealed class ParameterSpec
{
    /// <summary>Declares name, shape and start.</summary>
    /// <param name="name">Its name in checkpoints, after PyTorch's habit, for example <c>lstm.weight_hh_l0</c>.</param>
    /// <param name="rows">The number of outputs.</param>
    /// <param name="columns">The number of inputs; 1 for a bias.</param>
    /// <param name="uses">What the weight is used for; <see cref="WeightUses.None"/> for a bias, which is never sparse.</param>
    /// <param name="initialRange">r: initial values are drawn from U(-r, r); 0 for zeros.</param>
    public ParameterSpec(string name, int rows, int columns, WeightUses uses, double initialRange)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(initialRange);
        Name = name;
        Rows = rows;
        Columns = columns;
        Uses = uses;
        InitialRange = initialRange;
    }

    /// <summary>Gets the name in checkpoints and reports.</summary>
    public string Name { get; }

    /// <summary>Gets the number of outputs.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of inputs; 1 for a bias.</summary>
    public int Columns { get; }

    /// <summary>Gets what the weight is used for.</summary>
    public WeightUses Uses { get; }

    /// <summary>Gets r: initial values are drawn from U(-r, r).</summary>
    public double InitialRange { get; }

    /// <summary>Gets what is added to the drawn values of a row, for example a transform gate's bias; null for nothing.</summary>
    public Func<int, double>? InitialOffset { get; init; }

    /// <summary>
    /// Gets the number of matrices of equal height that stand one above the other in this one: each is a unit of its own for the
    /// number of connections, for pruning and for regrowing. 1 for a matrix as a whole; 4 for LSTM gates that keep to themselves.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows are no multiple of it.</exception>
    public int TopologyGroups
    {
        get;
        init => field = value >= 1 && Rows % value == 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"Parameter '{Name}' has {Rows} rows, which are no {value} groups.");
    } = 1;

    /// <summary>Gets a value indicating whether it stays dense in a sparse model, as a small output layer does.</summary>
    public bool StaysDense { get; init; }

    /// <summary>
    /// Gets a value indicating whether the matrix multiplies once per target and not once per token, as a classifier's output
    /// layer does.
    /// </summary>
    public bool IsPerTarget { get; init; }

    /// <summary>Gets a value indicating whether a pattern may be laid on it: not on a bias, nor where it stays dense.</summary>
    public bool CanBeSparse => Uses != WeightUses.None && !StaysDense;
}
