using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// A trainable weight of a layer with its gradient and optimiser state. A layer declares it by a
/// <see cref="ParameterSpec"/>; whether it is dense or sparse is decided when it is materialised, and may change at a
/// topology update. The parameter stays, its weight is replaced.
/// </summary>
public sealed class Parameter : IDisposable
{
    private Weight? _weight;
    private DeviceBuffer? _gradient;
    private DeviceBuffer[] _states = [];
    private bool _hasGradient;
    private bool _isDisposed;
    private bool _isForInference;

    /// <summary>Declares a parameter.</summary>
    /// <param name="spec">The name, shape and initial values.</param>
    public Parameter(ParameterSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
    }

    /// <summary>Declares a parameter with default settings.</summary>
    /// <param name="name">The name in checkpoints, in PyTorch's style, for example <c>lstm.weight_hh_l0</c>.</param>
    /// <param name="rows">The number of outputs.</param>
    /// <param name="columns">The number of inputs; 1 for a bias.</param>
    /// <param name="uses">
    /// The uses of the weight; <see cref="WeightUses.None"/> for a bias, which is never sparse.
    /// </param>
    /// <param name="initialRange">r: initial values are drawn from U(-r, r); 0 for zeros.</param>
    public Parameter(string name, int rows, int columns, WeightUses uses, double initialRange)
        : this(new ParameterSpec(name, rows, columns, uses, initialRange))
    {
    }

    /// <summary>Gets the declaration: shape, uses, initial values, topology groups.</summary>
    public ParameterSpec Spec { get; }

    /// <summary>
    /// Gets or sets the factors of initial range and learning rate. They are no part of a checkpoint: a run's
    /// configuration gives them again.
    /// </summary>
    public ParameterScale Scale { get; set; } = ParameterScale.Standard;

    /// <summary>Gets the range r of initial values U(-r, r), scaled.</summary>
    public double InitialRange => Spec.InitialRange * Scale.InitialRange;

    /// <summary>Gets the name in checkpoints and reports.</summary>
    public string Name => Spec.Name;

    /// <summary>Gets the number of outputs.</summary>
    public int Rows => Spec.Rows;

    /// <summary>Gets the number of inputs; 1 for a bias.</summary>
    public int Columns => Spec.Columns;

    /// <summary>Gets the uses of the weight, which decide the layouts that a backend stores.</summary>
    public WeightUses Uses => Spec.Uses;

    /// <summary>
    /// Gets a value indicating whether the parameter can be sparse: a bias cannot, nor one that stays dense.
    /// </summary>
    public bool CanBeSparse => Spec.CanBeSparse;

    /// <summary>Gets the current weight.</summary>
    /// <exception cref="InvalidOperationException">The parameter was declared but not materialised.</exception>
    /// <exception cref="ObjectDisposedException">The parameter was disposed.</exception>
    public Weight Weight => _weight ?? throw Without("weight");

    /// <summary>
    /// Gets a value indicating whether the parameter has a weight: false before it is materialised, and after an
    /// out-of-memory error that left no room even for the old weight.
    /// </summary>
    internal bool HasWeight => _weight is not null;

    /// <summary>
    /// Determines whether a weight that the parameter had gave way to another, or will: a topology update is in
    /// progress. A disposed parameter has replaced none.
    /// </summary>
    internal bool HasReplaced(Weight weight) => !_isDisposed && !ReferenceEquals(_weight, weight);

    /// <summary>Gets the gradient, in the order of the weight's values.</summary>
    /// <exception cref="InvalidOperationException">The parameter was declared but not materialised.</exception>
    /// <exception cref="ObjectDisposedException">The parameter was disposed.</exception>
    public VectorView Gradient => new(_gradient ?? throw Without("gradient"));

    /// <summary>Gets the optimiser's arrays for this parameter, in the order of the weight's values.</summary>
    public IReadOnlyList<VectorView> States => [.. _states.Select(state => new VectorView(state))];

    /// <summary>
    /// Gets a value indicating whether the weight was loaded for inference: there is no gradient, and training or
    /// saving the parameter is refused.
    /// </summary>
    public bool IsForInference => _isForInference && _weight is not null;

    /// <summary>Gets the bytes of values, indices, optimiser state and gradient.</summary>
    public long LengthInBytes => Weight.LengthInBytes + (_gradient?.LengthInBytes ?? 0) + StateLengthInBytes;

    /// <summary>Gets the bytes of optimiser state.</summary>
    public long StateLengthInBytes => _states.Sum(state => state.LengthInBytes);

    /// <summary>
    /// Sets a new weight, with a fresh gradient and zeroed state, or for one in 16 bits without them; the old weight is
    /// freed.
    /// </summary>
    /// <param name="weight">The new weight, of the parameter's shape; the parameter owns it from now on.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Replace(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rows != Rows || weight.Columns != Columns)
        {
            throw new ArgumentException(
                $"Parameter '{Name}' is [{Rows}, {Columns}]; the weight is [{weight.Rows}, {weight.Columns}].",
                nameof(weight));
        }

        if (weight is SparseWeight { Storage: not WeightStorage.Float32 })
        {
            ReplaceForInference(() => weight);
            return;
        }

        Replace(() => weight);
    }

    /// <summary>Sets a weight for inference, without gradient and state; the old weight is freed first.</summary>
    /// <param name="make">Creates the weight, of the parameter's shape.</param>
    internal void ReplaceForInference(Func<Weight> make)
    {
        Free();
        _weight = make();
        _isDisposed = false;
        _isForInference = true;
    }

    /// <summary>Checks that the weight can be trained and saved.</summary>
    /// <param name="what">What is refused, the start of a sentence.</param>
    /// <exception cref="InvalidOperationException">It was loaded for inference.</exception>
    internal void RequireTrainable(string what)
    {
        if (IsForInference)
        {
            throw new InvalidOperationException(
                $"{what} is not possible: the model was loaded for inference, with weights in 16 bits (parameter "
                + $"'{Name}'). Load it with weights in {nameof(WeightStorage.Float32)} for that.");
        }
    }

    /// <summary>Replaces the weight by one that is created only after the old one is freed.</summary>
    /// <param name="make">Creates the new weight, of the parameter's shape.</param>
    internal void Replace(Func<Weight> make)
    {
        int stateCount = _states.Length;
        Free();
        _weight = make();
        _isDisposed = false;
        _gradient = _weight.Backend.Allocate(_weight.Backend.Info.ElementType, _weight.ParameterCount);
        AllocateStates(stateCount);
    }

    /// <summary>
    /// Frees the weight, so that it and the next one never exist together; its values are kept in the gradient's
    /// memory, which is unused between steps. <see cref="Adopt"/> or <see cref="Restore"/> must follow.
    /// </summary>
    internal void Release()
    {
        RequireTrainable("A topology update");
        var old = Weight;
        old.Backend.Dense.Copy(old.Values.AsMatrix(1, old.ParameterCount), Gradient.AsMatrix(1, old.ParameterCount));
        _weight = null;
        _hasGradient = false;
        old.Dispose();
    }

    /// <summary>Sets the weight that follows a released one, and moves values and optimiser state to it.</summary>
    /// <param name="weight">The new weight, of the parameter's shape; the parameter owns it from now on.</param>
    /// <param name="carry">
    /// Writes an array of the new weight (second) from that of the old one (first), both in their weight's order. They
    /// may be the same memory.
    /// </param>
    /// <exception cref="BackendOutOfMemoryException">
    /// There is no memory for gradient and state of another length: the new weight is freed, everything else is
    /// unchanged, and <see cref="Restore"/> must follow.
    /// </exception>
    internal void Adopt(Weight weight, Action<VectorView, VectorView> carry)
    {
        // All allocations come before any state is modified.
        var arrays = Gradient.Length == weight.ParameterCount ? null : AllocateArrays(weight, 1 + _states.Length);
        _weight = weight;
        carry(Gradient, weight.Values);
        weight.MarkChanged();
        if (arrays is null)
        {
            foreach (var state in States)
            {
                carry(state, state);
            }

            return;
        }

        _gradient!.Dispose();
        _gradient = arrays[0];
        for (int i = 0; i < _states.Length; i++)
        {
            using var old = _states[i];
            _states[i] = arrays[i + 1];
            carry(new VectorView(old), new VectorView(_states[i]));
        }
    }

    /// <summary>Undoes <see cref="Release"/>: sets the weight again, with its values, gradient and state.</summary>
    /// <param name="weight">
    /// A weight with the same connections in the same order; the parameter owns it from now on.
    /// </param>
    internal void Restore(Weight weight)
    {
        weight.Backend.Dense.Copy(
            Gradient.AsMatrix(1, weight.ParameterCount), weight.Values.AsMatrix(1, weight.ParameterCount));
        weight.MarkChanged();
        _weight = weight;
    }

    /// <summary>Allocates zeroed optimiser state.</summary>
    /// <param name="count">The number of arrays that the optimiser needs.</param>
    /// <exception cref="InvalidOperationException">The weight was loaded for inference.</exception>
    public void AllocateStates(int count)
    {
        RequireTrainable("Training");
        FreeStates();
        var backend = Weight.Backend;
        _states = new DeviceBuffer[count];
        for (int i = 0; i < count; i++)
        {
            _states[i] = backend.Allocate(backend.Info.ElementType, Weight.ParameterCount);
        }
    }

    /// <summary>Discards the gradient of the previous step.</summary>
    public void ClearGradient() => _hasGradient = false;

    /// <summary>Returns the gradient's memory and whether to add to it: a tied weight sums its uses.</summary>
    /// <param name="accumulate">A value indicating whether this step already contributed to the gradient.</param>
    public VectorView GradientForWriting(out bool accumulate)
    {
        accumulate = _hasGradient;
        _hasGradient = true;
        return Gradient;
    }

    /// <summary>Completes the gradient of this step: zeros if no operation contributed to it.</summary>
    public void CompleteGradient()
    {
        if (!_hasGradient)
        {
            Weight.Backend.Dense.Fill(Gradient, 0);
            _hasGradient = true;
        }
    }

    /// <summary>Frees weight, gradient and state.</summary>
    public void Dispose()
    {
        _isDisposed |= _weight is not null;
        Free();
    }

    /// <summary>Frees everything and leaves the parameter as it was declared, for another weight.</summary>
    internal void ReturnToDeclaration() => Free();

    private InvalidOperationException Without(string what)
        => IsForInference
            ? new InvalidOperationException(
                $"Parameter '{Name}' was loaded for inference, with weights in 16 bits: it has no {what}.")
            : _isDisposed
            ? new ObjectDisposedException(
                nameof(Parameter), $"Parameter '{Name}' was disposed, or its trainer was; its {what} is gone.")
            : new InvalidOperationException(
                _gradient is not null
                    ? $"Parameter '{Name}' is being replaced by a topology update; a session cannot read it meanwhile."
                    : $"Parameter '{Name}' has no {what} yet: materialise the model's parameters before using it.");

    private void Free()
    {
        _weight?.Dispose();
        _weight = null;
        _gradient?.Dispose();
        _gradient = null;
        _hasGradient = false;
        _isForInference = false;
        FreeStates();
    }

    private static DeviceBuffer[] AllocateArrays(Weight weight, int count)
    {
        var arrays = new List<DeviceBuffer>(count);
        try
        {
            while (arrays.Count < count)
            {
                arrays.Add(weight.Backend.Allocate(weight.Backend.Info.ElementType, weight.ParameterCount));
            }
        }
        catch
        {
            arrays.ForEach(array => array.Dispose());
            weight.Dispose();
            throw;
        }

        return [.. arrays];
    }

    private void FreeStates()
    {
        foreach (var state in _states)
        {
            state.Dispose();
        }

        _states = [];
    }
}
