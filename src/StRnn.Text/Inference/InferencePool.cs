using System.Collections.Concurrent;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;

namespace StRnn.Text.Inference;

/// <summary>
/// What a model computes predictions with, for callers on any thread: each has a context to itself, with a session of
/// the backend over the same weights. There are as many as were ever in use at once.
/// </summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
/// <param name="backend">The backend that holds the model.</param>
/// <param name="model">A model with weights.</param>
/// <param name="threads">The threads of each session on a CPU; 0 for one per processor.</param>
internal sealed class InferencePool<TModel>(IBackend backend, TModel model, int threads) : IDisposable
    where TModel : Layer
{
    private readonly ConcurrentBag<InferenceContext<TModel>> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Gets the model.</summary>
    public TModel Model => model;

    /// <summary>Computes with a context that no other thread has.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="compute">The computation.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public TResult Use<TResult>(Func<InferenceContext<TModel>, TResult> compute)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(TModel));
        if (!_idle.TryTake(out var context))
        {
            context = new InferenceContext<TModel>(SessionPool.Of(backend).Rent(threads), model);
        }

        try
        {
            var result = compute(context);
            HandBack(context);
            return result;
        }
        catch
        {
            // Its step may be half done.
            context.Dispose();
            throw;
        }
    }

    /// <summary>Frees activations and states; a computation in progress frees its own when it is done.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var context))
        {
            context.Dispose();
        }
    }

    private void HandBack(InferenceContext<TModel> context)
    {
        // A backend without sessions is handed out itself, and others may want it.
        if (ReferenceEquals(context.Backend, backend))
        {
            context.Dispose();
            return;
        }

        _idle.Add(context);
        if (_isDisposed)
        {
            Dispose();
        }
    }
}

/// <summary>A session with a tape, and a model on it, for one thread at a time.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
/// <param name="session">The session.</param>
/// <param name="model">The model.</param>
internal sealed class InferenceContext<TModel>(RentedSession session, TModel model) : IDisposable
    where TModel : Layer
{
    /// <summary>Gets the backend.</summary>
    public IBackend Backend => session.Backend;

    /// <summary>Gets the model.</summary>
    public TModel Model => model;

    /// <summary>Gets the tape.</summary>
    public Tape Tape { get; } = new(session.Backend);

    /// <summary>Gets or sets memory that is kept from one computation to the next.</summary>
    public IDisposable? Kept { get; set; }

    public void Dispose()
    {
        Kept?.Dispose();
        Tape.Dispose();
        session.Dispose();
    }
}
