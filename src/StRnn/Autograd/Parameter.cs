using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// A trainable weight of a layer with its gradient and optimiser state. A layer declares it by a <see cref="ParameterSpec"/>;
/// whether it is dense or sparse is decided when it is materialised, and may change at a topology update. The parameter stays,
/// its weight is replaced.
/// </summary>
public sealed class Parameter : IDisposable
{
    private Weight? _weight;
    private DeviceBuffer? _gradient;
    private DeviceBuffer[] _states = [];
    private bool _hasGradient;

    /// <summary>Declares a parameter.</summary>
    /// <param name="spec">Its name, shape and start.</param>
    public Parameter(ParameterSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
    }

    /// <summary>Declares a parameter whose specification has nothing but this.</summary>
    /// <param name="name">Its name in checkpoints, after PyTorch's habit, for example <c>lstm.weight_hh_l0</c>.</param>
    /// <param name="rows">The number of outputs.</param>
    /// <param name="columns">The number of inputs; 1 for a bias.</param>
    /// <param name="uses">What the weight is used for; <see cref="WeightUses.None"/> for a bias, which is never sparse.</param>
    /// <param name="initialRange">r: initial values are drawn from U(-r, r); 0 for zeros.</param>
    public Parameter(string name, int rows, int columns, WeightUses uses, double initialRange)
        : this(new ParameterSpec(name, rows, columns, uses, initialRange))
    {
    }

    /// <summary>Gets the declaration: shape, uses, initial values, topology groups.</summary>
    public ParameterSpec Spec { get; }

    /// <summary>Gets the name in checkpoints and reports.</summary>
    public string Name => Spec.Name;

    /// <summary>Gets the number of outputs.</summary>
    public int Rows => Spec.Rows;

    /// <summary>Gets the number of inputs; 1 for a bias.</summary>
    public int Columns => Spec.Columns;

    /// <summary>Gets what the weight is used for.</summary>
    public WeightUses Uses => Spec.Uses;

    /// <summary>Gets a value indicating whether a pattern may be laid on it: not on a bias, nor where it stays dense.</summary>
    public bool CanBeSparse => Spec.CanBeSparse;

    /// <summary>The current weight.</summary>
    /// <exception cref="InvalidOperationException">The parameter was declared but not materialised.</exception>
    public Weight Weight => _weight ?? throw new InvalidOperationException(
        $"Parameter '{Name}' has no weight yet: materialise the model's parameters before using it.");

    /// <summary>Whether it has a weight: not before it is materialised, and not after an out-of-memory that left no room for the old one.</summary>
    internal bool HasWeight => _weight is not null;

    /// <summary>The gradient, in the order of the weight's values.</summary>
    public VectorView Gradient => new(_gradient ?? throw new InvalidOperationException(
        $"Parameter '{Name}' has no gradient yet: materialise the model's parameters before using it."));

    /// <summary>The optimiser's arrays for this parameter, in the order of the weight's values.</summary>
    public IReadOnlyList<VectorView> States => [.. _states.Select(state => new VectorView(state))];

    /// <summary>Bytes of values, indices, optimiser state and gradient.</summary>
    public long LengthInBytes => Weight.LengthInBytes + Gradient.Buffer.LengthInBytes + StateLengthInBytes;

    /// <summary>Bytes of optimiser state.</summary>
    public long StateLengthInBytes => _states.Sum(state => state.LengthInBytes);

    /// <summary>Gives the parameter a weight, with a fresh gradient and zeroed state; the one before is freed.</summary>
    /// <param name="weight">The new weight, of the parameter's shape; the parameter owns it from now on.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Replace(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rows != Rows || weight.Columns != Columns)
        {
            throw new ArgumentException(
                $"Parameter '{Name}' is [{Rows}, {Columns}]; the weight is [{weight.Rows}, {weight.Columns}].", nameof(weight));
        }

        Replace(() => weight);
    }

    /// <summary>The same with a weight, of the parameter's shape, that is made only when the one before is freed.</summary>
    /// <param name="make">Makes the new weight.</param>
    internal void Replace(Func<Weight> make)
    {
        int stateCount = _states.Length;
        Dispose();
        _weight = make();
        _gradient = _weight.Backend.Allocate(_weight.Backend.Info.ElementType, _weight.ParameterCount);
        AllocateStates(stateCount);
    }

    /// <summary>
    /// Frees the weight so that it and the next one never exist together; its values stay in the gradient's memory, which means nothing
    /// between steps. <see cref="Adopt"/> or <see cref="Restore"/> must follow.
    /// </summary>
    internal void Release()
    {
        var old = Weight;
        old.Backend.Dense.Copy(old.Values.AsMatrix(1, old.ParameterCount), Gradient.AsMatrix(1, old.ParameterCount));
        _weight = null;
        _hasGradient = false;
        old.Dispose();
    }

    /// <summary>Gives a parameter whose weight was released the next one, with values and optimiser state of the one before.</summary>
    /// <param name="weight">The new weight, of the parameter's shape; the parameter owns it from now on.</param>
    /// <param name="carry">
    /// Writes an array of the new weight (second) from that of the old one (first), both in their weight's order. They may be the same
    /// memory.
    /// </param>
    /// <exception cref="BackendOutOfMemoryException">
    /// There is no room for gradient and state of another length: the weight is freed, everything else as it was, and
    /// <see cref="Restore"/> must follow.
    /// </exception>
    internal void Adopt(Weight weight, Action<VectorView, VectorView> carry)
    {
        // Whatever may fail comes before anything is moved.
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

    /// <summary>Gives a parameter whose weight was released, and that adopted none, the same weight again: its values, gradient and state.</summary>
    /// <param name="weight">A weight of the same connections, and so of the same order; the parameter owns it from now on.</param>
    internal void Restore(Weight weight)
    {
        weight.Backend.Dense.Copy(Gradient.AsMatrix(1, weight.ParameterCount), weight.Values.AsMatrix(1, weight.ParameterCount));
        weight.MarkChanged();
        _weight = weight;
    }

    /// <summary>Gives the parameter zeroed optimiser state.</summary>
    /// <param name="count">How many arrays the optimiser wants.</param>
    public void AllocateStates(int count)
    {
        FreeStates();
        var backend = Weight.Backend;
        _states = new DeviceBuffer[count];
        for (int i = 0; i < count; i++)
        {
            _states[i] = backend.Allocate(backend.Info.ElementType, Weight.ParameterCount);
        }
    }

    /// <summary>Forgets the gradient of the step before.</summary>
    public void ClearGradient() => _hasGradient = false;

    /// <summary>The gradient's memory, and whether to add to it: a tied weight sums its uses.</summary>
    /// <param name="accumulate">Whether something was contributed in this step before.</param>
    public VectorView GradientForWriting(out bool accumulate)
    {
        accumulate = _hasGradient;
        _hasGradient = true;
        return Gradient;
    }

    /// <summary>Makes sure the gradient is that of this step: zero if no operation contributed to it.</summary>
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
        _weight?.Dispose();
        _weight = null;
        _gradient?.Dispose();
        _gradient = null;
        _hasGradient = false;
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
