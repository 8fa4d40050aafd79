using StRnn.Autograd;
using StRnn.Tensors;

namespace StRnn.Tests.Support;

/// <summary>The values of a weight by position.</summary>
internal static class Cells
{
    /// <summary>Reads values by position row * columns + column; only the connections of a sparse weight.</summary>
    public static Dictionary<long, float> Of(Parameter parameter)
    {
        var values = parameter.Weight.ToArray();
        return parameter.Weight is SparseWeight sparse
            ? sparse.Packed.ToPattern().ToPositions().Zip(values).ToDictionary(pair => pair.First, pair => pair.Second)
            : values.Select((value, position) => (value, position))
                .ToDictionary(pair => (long)pair.position, pair => pair.value);
    }
}
