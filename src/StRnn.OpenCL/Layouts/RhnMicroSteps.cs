using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.OpenCL.Layouts;

/// <summary>The micro-steps of a window in order, i = t * D + l: what they read and write.</summary>
internal readonly ref struct RhnMicroSteps(ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial)
{
    private readonly ReadOnlySpan<RhnMicroLayer> _layers = layers;

    public int Batch => initial.Columns;

    public int Hidden => initial.Rows;

    public int Count => _layers[0].Gates.Columns / Batch * _layers.Length;

    /// <summary>Whether a micro-step is the last of its time step.</summary>
    public bool EndsStep(int i) => i % _layers.Length == _layers.Length - 1;

    public RhnMicroLayer Layer(int i) => _layers[i % _layers.Length];

    public MatrixView Gates(int i) => View(Layer(i).Gates, i);

    public MatrixView Input(int i) => View(Layer(i).Input, i);

    public MatrixView State(int i) => View(Layer(i).State, i);

    /// <summary>s before the micro-step; the last micro-layer's of the step before where it is the first.</summary>
    public MatrixView Previous(int i) => i == 0 ? initial : State(i - 1);

    public MatrixView View(MatrixView matrix, int i) => matrix.ColumnRange(i / _layers.Length * Batch, Batch);
}
