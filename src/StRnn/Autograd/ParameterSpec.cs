using StRnn.Backends.Kernels;

namespace StRnn.Autograd;

/// <summary>
/// The declaration of a parameter: the properties that it has before it has a weight, and that no update changes.
/// </summary>
public sealed class ParameterSpec
{
    /// <summary>Declares a parameter.</summary>
    /// <param name="name">The name in checkpoints, in PyTorch's style, for example <c>lstm.weight_hh_l0</c>.</param>
    /// <param name="rows">The number of outputs.</param>
    /// <param name="columns">The number of inputs; 1 for a bias.</param>
    /// <param name="uses">
    /// The uses of the weight; <see cref="WeightUses.None"/> for a bias, which is never sparse.
    /// </param>
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

    /// <summary>Gets the uses of the weight, which decide the layouts that a backend stores.</summary>
    public WeightUses Uses { get; }

    /// <summary>Gets r: initial values are drawn from U(-r, r).</summary>
    public double InitialRange { get; }

    /// <summary>
    /// Gets the function that returns an offset to add to the drawn values of a row, for example a transform gate's
    /// bias; null for none.
    /// </summary>
    public Func<int, double>? InitialOffset { get; init; }

    /// <summary>
    /// Gets the number of topology groups: matrices of equal height, stacked in this one, each pruned and regrown on
    /// its own. 1 for the matrix as a whole; 4 for separate LSTM gates.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows are no multiple of it.</exception>
    public int TopologyGroups
    {
        get;
        init => field = value >= 1 && Rows % value == 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), $"Parameter '{Name}' has {Rows} rows, which do not divide into {value} groups.");
    } = 1;

    /// <summary>
    /// Gets the weights that one connection has, if the parameter is sparse: one, or those of several rows. Rows of
    /// different gates that share their columns are one topology group, whatever <see cref="TopologyGroups"/> says.
    /// </summary>
    public ConnectionBlocks Connections { get; init; } = ConnectionBlocks.Single;

    /// <summary>
    /// Gets a value indicating whether the parameter stays dense in a sparse model, as a small output layer does.
    /// </summary>
    public bool StaysDense { get; init; }

    /// <summary>
    /// Gets a value indicating whether the matrix multiplies once per target and not once per token, as a classifier's
    /// output layer does.
    /// </summary>
    public bool IsPerTarget { get; init; }

    /// <summary>Gets the place of the parameter in the model.</summary>
    public ParameterRole Role { get; init; }

    /// <summary>
    /// Gets a value indicating whether the parameter can be sparse: a bias cannot, nor one that stays dense.
    /// </summary>
    public bool CanBeSparse => Uses != WeightUses.None && !StaysDense;
}
