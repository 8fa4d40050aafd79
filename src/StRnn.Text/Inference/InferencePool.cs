using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;

namespace StRnn.Text.Inference;

/// <summary>
/// What a model computes predictions with, for callers on any thread: each has it to itself within a
/// <see cref="Use"/>.
/// </summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
/// <param name="backend">The backend that runs the model.</param>
/// <param name="model">A model with weights.</param>
internal sealed class InferencePool<TModel>(IBackend backend, TModel model) : IDisposable
    where TModel : Layer
{
    private readonly Lock _gate = new();
    private readonly InferenceContext<TModel> _context = new(backend, model);
    private bool _isDisposed;

    /// <summary>Gets the model.</summary>
    public TModel Model => model;

    /// <summary>Computes with a context that no other thread has.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="compute">The computation.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public TResult Use<TResult>(Func<InferenceContext<TModel>, TResult> compute)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(TModel));
            return compute(_context);
        }
    }

    /// <summary>Frees activations and states; waits for a computation in progress.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _context.Dispose();
        }
    }
}

/// <summary>A backend with a tape, and a model on it, for one thread at a time.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
/// <param name="backend">The backend.</param>
/// <param name="model">The model.</param>
internal sealed class InferenceContext<TModel>(IBackend backend, TModel model) : IDisposable
    where TModel : Layer
{
    /// <summary>Gets the backend.</summary>
    public IBackend Backend => backend;

    /// <summary>Gets the model.</summary>
    public TModel Model => model;

    /// <summary>Gets the tape.</summary>
    public Tape Tape { get; } = new(backend);

    /// <summary>Gets or sets memory that is kept from one computation to the next.</summary>
    public IDisposable? Kept { get; set; }

    public void Dispose()
    {
        Kept?.Dispose();
        Tape.Dispose();
    }
}
