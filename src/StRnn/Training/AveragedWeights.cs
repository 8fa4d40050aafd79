using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Training;

/// <summary>
/// The averages of the weights in their place, until it is disposed. The weights wait in the gradients' memory, which
/// is unused between steps.
/// </summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>Puts the averages in place of the weights.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="state">The number of the average among each parameter's state arrays.</param>
    public AveragedWeights(IReadOnlyList<Parameter> parameters, int state)
    {
        _parameters = parameters;
        foreach (var parameter in parameters)
        {
            Copy(parameter, parameter.Weight.Values, parameter.Gradient);
            Copy(parameter, parameter.States[state], parameter.Weight.Values);
            parameter.Weight.MarkChanged();
        }
    }

    /// <summary>Puts the weights back.</summary>
    public void Dispose()
    {
        foreach (var parameter in _parameters)
        {
            Copy(parameter, parameter.Gradient, parameter.Weight.Values);
            parameter.Weight.MarkChanged();
        }
    }

    private static void Copy(Parameter parameter, VectorView from, VectorView to)
    {
        int count = parameter.Weight.ParameterCount;
        parameter.Weight.Backend.Dense.Copy(from.AsMatrix(1, count), to.AsMatrix(1, count));
    }
}
