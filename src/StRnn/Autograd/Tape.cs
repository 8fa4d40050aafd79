using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// Reverse-mode automatic differentiation, one node per operation (a whole LSTM sequence is one operation). A tape
/// serves one step after the other: <see cref="Begin"/>, operations, <see cref="Backward"/>; its arena holds every
/// activation until the next <see cref="Begin"/>.
/// </summary>
/// <remarks>
/// A step is one thread's, the one that began it. A tape on a session of the backend that holds a model's weights runs
/// the model forward beside other threads: the weights are shared, everything else is the tape's
/// (<see cref="WeightOf"/>).
/// </remarks>
/// <param name="backend">The backend that computes.</param>
public sealed class Tape(IBackend backend) : IDisposable
{
    private readonly List<TapeNode> _nodes = [];
    private readonly Arena _arena = new(backend, backend.Info.ElementType);
    private readonly Arena _integers = new(backend, ElementType.Int32);
    private readonly BorrowedWeights _borrowed = new(backend);
    private int _thread;

    /// <summary>Gets the backend that computes.</summary>
    public IBackend Backend => backend;

    /// <summary>Gets the step in progress.</summary>
    public StepContext Context { get; private set; }

    /// <summary>
    /// Gets the factors of the step's weight gradients, kept if <see cref="StepContext.KeepsFactors"/> is set.
    /// </summary>
    internal GradientFactors Factors { get; } = new();

    /// <summary>Gets the bytes of activation memory held.</summary>
    public long LengthInBytes => _arena.LengthInBytes + _integers.LengthInBytes;

    /// <summary>Starts a step: discards the previous one and reclaims its memory.</summary>
    /// <param name="context">The step.</param>
    public void Begin(StepContext context)
    {
        _thread = Environment.CurrentManagedThreadId;
        _borrowed.Return();
        _nodes.Clear();
        Factors.Clear();
        _arena.Rewind();
        _integers.Rewind();
        Context = context;
    }

    /// <summary>Hands out activation memory of undefined content, valid until the next <see cref="Begin"/>.</summary>
    /// <param name="rows">The number of features.</param>
    /// <param name="columns">T*B.</param>
    /// <exception cref="InvalidOperationException">Another thread began the step.</exception>
    public MatrixView Rent(int rows, int columns)
    {
        CheckThread();
        return _arena.Rent(rows, columns);
    }

    /// <summary>Hands out a vector of undefined content, valid until the next <see cref="Begin"/>.</summary>
    /// <param name="length">The number of elements.</param>
    /// <exception cref="InvalidOperationException">Another thread began the step.</exception>
    public VectorView Rent(long length)
    {
        CheckThread();
        return _arena.Rent(length);
    }

    /// <summary>Copies token ids or labels to the backend, valid until the next <see cref="Begin"/>.</summary>
    /// <param name="values">The integers.</param>
    public VectorView Integers(ReadOnlySpan<int> values)
    {
        CheckThread();
        var view = _integers.Rent(values.Length);
        backend.Write(values, view);
        return view;
    }

    /// <summary>
    /// Copies numbers, such as the weights of a mean, to the backend, valid until the next <see cref="Begin"/>.
    /// </summary>
    /// <param name="values">The numbers.</param>
    public VectorView Numbers(ReadOnlySpan<float> values)
    {
        var view = Rent(values.Length);
        HostTransfer.Write(backend, values, view);
        return view;
    }

    /// <summary>
    /// Gets a parameter's weight for products on this tape's backend: the weight itself, or where that lies on another
    /// backend, of which this one is a session, the same memory seen from here. Operations take weights by it.
    /// </summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The weight.</returns>
    /// <exception cref="InvalidOperationException">
    /// The parameter has no weight; or this is a training step, and the weight was loaded for inference or lies on
    /// another backend.
    /// </exception>
    public Weight WeightOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var weight = parameter.Weight;
        if (Context.IsTraining)
        {
            parameter.RequireTrainable("Training");
        }

        if (ReferenceEquals(weight.Backend, backend))
        {
            return weight;
        }

        return Context.IsTraining
            ? throw new InvalidOperationException(
                $"Parameter '{parameter.Name}' lies on another backend than the tape: train on the backend that holds "
                + "the weights; a session only runs the model forward.")
            : _borrowed.Of(parameter, weight);
    }

    /// <summary>Wraps an operation's result, and records the operation if gradients are needed.</summary>
    /// <param name="value">The result.</param>
    /// <param name="node">Creates the node; called only in training.</param>
    public Variable Record(MatrixView value, Func<Variable, TapeNode> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var variable = new Variable(value);
        if (Context.IsTraining)
        {
            _nodes.Add(node(variable));
        }

        return variable;
    }

    /// <summary>Wraps a value from outside, an input whose gradient can be asked for.</summary>
    /// <param name="value">The value.</param>
    public static Variable Input(MatrixView value) => new(value);

    /// <summary>
    /// Returns the memory for a gradient and whether to add to it: the first contribution replaces, later ones add.
    /// </summary>
    /// <param name="variable">The variable whose gradient is written.</param>
    /// <param name="accumulate">A value indicating whether there was an earlier contribution.</param>
    public MatrixView GradientOf(Variable variable, out bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(variable);
        accumulate = variable.Gradient is not null;
        return variable.Gradient ??= Rent(variable.Value.Rows, variable.Value.Columns);
    }

    /// <summary>
    /// Adds a product's contribution to the gradient of its weight: dW += G*Xᵀ, for the stored values only.
    /// </summary>
    /// <param name="weight">W, [m, n].</param>
    /// <param name="g">The gradient of the product, [m, N]; unchanged until the next <see cref="Begin"/>.</param>
    /// <param name="x">The product's input, [n, N]; unchanged likewise.</param>
    public void AddProductGradient(Parameter weight, MatrixView g, MatrixView x)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var gradient = weight.GradientForWriting(out bool accumulate);
        WeightOf(weight).WeightGradient(g, x, gradient, accumulate);
        if (Context.KeepsFactors)
        {
            Factors.AddProduct(weight, g, x);
        }
    }

    /// <summary>
    /// Adds a lookup's contribution to the gradient of its table: dW_(ids[j], e) += G_ej, for the stored values only.
    /// </summary>
    /// <param name="table">W, [V, E].</param>
    /// <param name="ids">N row numbers.</param>
    /// <param name="g">
    /// The gradient of the vectors looked up, [E, N]; unchanged until the next <see cref="Begin"/>.
    /// </param>
    public void AddLookupGradient(Parameter table, VectorView ids, MatrixView g)
    {
        ArgumentNullException.ThrowIfNull(table);
        var gradient = table.GradientForWriting(out bool accumulate);
        WeightOf(table).ScatterAddRows(ids, g, gradient, accumulate);
        if (Context.KeepsFactors)
        {
            Factors.AddLookup(table, ids, g);
        }
    }

    /// <summary>
    /// Runs the nodes in reverse order. A loss starts it; a test may instead set an output's gradient through
    /// <see cref="GradientOf"/> first.
    /// </summary>
    public void Backward()
    {
        CheckThread();
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            _nodes[i].Backward(this);
        }

        _nodes.Clear();
    }

    /// <summary>
    /// Ends an evaluation step on a session, once its results are read: checks that the weights stayed as they were.
    /// Calling it is left to callers who read weights that another thread may train.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread changed a weight since the step read it.</exception>
    public void EndStep() => _borrowed.Check();

    /// <summary>Frees the activation memory.</summary>
    public void Dispose()
    {
        _arena.Dispose();
        _integers.Dispose();
    }

    private void CheckThread()
    {
        if (_thread != Environment.CurrentManagedThreadId && _thread != 0)
        {
            throw new InvalidOperationException(
                $"The tape's step was begun by thread {_thread}; a tape serves one thread at a time. Give each thread "
                + "a tape of its own on a session of its own, from IBackend.OpenSession().");
        }
    }
}

/// <summary>The step that a forward pass belongs to.</summary>
/// <param name="IsTraining">A value indicating whether dropout applies and gradients are needed.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The number of training steps done before: the random counter of dropout masks.</param>
/// <param name="KeepsFactors">
/// A value indicating whether the tape keeps the factors of weight gradients, for a rule that looks at gradients where
/// there is no connection.
/// </param>
public readonly record struct StepContext(bool IsTraining, ulong Seed, uint Step, bool KeepsFactors = false)
{
    /// <summary>Gets the context of a pass without dropout and without gradients.</summary>
    public static StepContext Evaluation => default;
}
