using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// The weights that a session's tape reads but another backend holds. A view of each is made once; a step notes which
/// version of the values it read, so that a change in between does not stay unseen.
/// </summary>
/// <param name="session">The tape's backend.</param>
internal sealed class BorrowedWeights(IBackend session)
{
    private readonly Dictionary<Parameter, Loan> _loans = [];

    /// <summary>Returns a weight as the session sees it.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="weight">Its weight, on the backend that holds it.</param>
    public Weight Of(Parameter parameter, Weight weight)
    {
        if (!_loans.TryGetValue(parameter, out var loan) || !ReferenceEquals(loan.Owner, weight))
        {
            if (loan is { IsRead: true })
            {
                throw Changed(parameter);
            }

            _loans[parameter] = loan = new Loan(weight, weight.On(session));
        }

        if (!loan.IsRead)
        {
            // The session's commands do not wait for those of the backend that wrote the values.
            int version = weight.Version;
            if (loan.Version != version)
            {
                weight.Backend.Synchronize();
                loan.Version = version;
            }

            loan.IsRead = true;
        }

        return loan.View;
    }

    /// <summary>Checks the weights that the step read.</summary>
    /// <exception cref="InvalidOperationException">A weight changed since the step read it.</exception>
    public void Check()
    {
        foreach (var (parameter, loan) in _loans)
        {
            if (loan.IsRead && (loan.Owner.Version != loan.Version || parameter.HasReplaced(loan.Owner)))
            {
                throw Changed(parameter);
            }
        }
    }

    /// <summary>Ends a step.</summary>
    public void Return()
    {
        foreach (var loan in _loans.Values)
        {
            loan.IsRead = false;
        }
    }

    private static InvalidOperationException Changed(Parameter parameter)
        => new(
            $"Parameter '{parameter.Name}' was changed by another thread while a session read it: let a training step "
            + "and a prediction follow each other, or predict with a second model that loads checkpoints.");

    private sealed class Loan(Weight owner, Weight view)
    {
        public Weight Owner { get; } = owner;

        public Weight View { get; } = view;

        public int? Version { get; set; }

        public bool IsRead { get; set; }
    }
}
