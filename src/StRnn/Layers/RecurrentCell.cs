using StRnn.Backends.Kernels;

namespace StRnn.Layers;

/// <summary>
/// A recurrent cell that layers can be stacked of: its name, the parts of its matrices, and how to make a layer of it.
/// Whatever serves every cell (stacks, models, checkpoint keys, accounts) asks this description and nothing else.
/// </summary>
public abstract class RecurrentCell
{
    /// <summary>Gets the name in configurations, and the prefix of parameters, for example <c>gru</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the name in texts, for example GRU.</summary>
    public abstract string Title { get; }

    /// <summary>
    /// Gets the names of the row blocks of the input weight, in their order, each of H rows: gates and candidate.
    /// </summary>
    public abstract IReadOnlyList<string> Gates { get; }

    /// <summary>
    /// Gets the first parts of the names of the recurrent weights, matrices of H columns, for example
    /// <c>weight_hh</c>; none if nothing is multiplied in the recurrence.
    /// </summary>
    public abstract IReadOnlyList<string> RecurrentWeights { get; }

    /// <summary>Gets the names of the tensors that a layer carries from step to step, the output first.</summary>
    public virtual IReadOnlyList<string> StateNames => ["h"];

    /// <summary>
    /// Gets the pre-activations, one for each of <see cref="Gates"/>, at which state and output are 0 whatever the
    /// state before, and no gradient reaches that state: a step without input.
    /// </summary>
    public abstract IReadOnlyList<float> WithoutInput { get; }

    /// <summary>Gets the activation φ of the published cell's candidate.</summary>
    public virtual CandidateActivation Candidate => CandidateActivation.Tanh;

    /// <summary>Gets the choices that this cell has and others have not.</summary>
    public virtual IReadOnlyList<CellChoice> Choices => [];

    /// <summary>Returns the cell with one of its choices made.</summary>
    /// <param name="choice">The choice's name.</param>
    /// <param name="value">One of its values.</param>
    /// <exception cref="ArgumentException">The cell has no such choice, or the choice no such value.</exception>
    public RecurrentCell With(string choice, string value)
    {
        var own = Choices.FirstOrDefault(one => one.Name == choice)
            ?? throw new ArgumentException($"the cell '{Name}' has no choice of '{choice}': leave it out.");
        return own.Values.Contains(value)
            ? Choose(choice, value)
            : throw new ArgumentException(
                $"there is no {choice} '{value}' of the cell '{Name}': use {string.Join(" or ", own.Values)}.");
    }

    /// <summary>Declares a layer, whose weights are not allocated yet.</summary>
    /// <param name="place">The layer's place in its stack, the end of its parameters' names, for example l0.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="hidden">The hidden size H.</param>
    /// <param name="options">The options that every cell has.</param>
    public abstract RecurrentLayer NewLayer(string place, int inputs, int hidden, RecurrentLayerOptions options);

    /// <summary>Returns the cell with a choice made that <see cref="With"/> has checked.</summary>
    /// <param name="choice">The choice's name.</param>
    /// <param name="value">One of its values.</param>
    protected virtual RecurrentCell Choose(string choice, string value)
        => throw new NotSupportedException($"{GetType().Name} lists the choice '{choice}' and does not make it.");
}

/// <summary>A choice that a cell offers, for example where its reset gate acts.</summary>
/// <param name="Name">The name in configurations.</param>
/// <param name="Description">What is chosen, in a few words.</param>
/// <param name="Values">The values, the default first.</param>
public sealed record CellChoice(string Name, string Description, IReadOnlyList<string> Values);
