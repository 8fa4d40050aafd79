namespace StRnn.Series;

/// <summary>
/// A batch of B sequences side by side, padded at the end to the longest of them: column t * B + b is step t of
/// sequence b. A batch of fewer sequences keeps empty columns.
/// </summary>
internal sealed class SequenceBatch(SequenceSet set, SequenceLayout layout, int batch)
{
    private readonly bool _perStep = SequenceSet.IsPerStep(set.Targets);
    private readonly bool _classes = SequenceSet.HasClasses(set.Targets);
    private readonly int[] _lengths = new int[batch];
    private float[] _inputs = [];
    private float[] _values = [];
    private float[] _weights = [];
    private int[] _labels = [];

    public int Batch => batch;

    /// <summary>Gets T*B.</summary>
    public int Columns { get; private set; }

    /// <summary>Gets the number of columns of targets: T*B, or B for one per sequence.</summary>
    public int TargetColumns => _perStep ? Columns : batch;

    /// <summary>Gets the number of targets.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the standardised inputs, [C, T*B].</summary>
    public ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, set.Channels * Columns);

    /// <summary>Gets the standardised values, [m, columns of targets].</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, set.Outputs * TargetColumns);

    /// <summary>Gets 1 for a column with a target, else 0.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, TargetColumns);

    /// <summary>Gets the class of each column, -1 for none.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, TargetColumns);

    /// <summary>Gets the number of steps of each sequence, 0 for an empty column.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    public void Read(ReadOnlySpan<int> sequences)
    {
        int steps = 1;
        foreach (int sequence in sequences)
        {
            steps = Math.Max(steps, set.StepsOf(sequence));
        }

        Columns = steps * batch;
        Prepare();
        Count = 0;
        for (int b = 0; b < sequences.Length; b++)
        {
            ReadSequence(sequences[b], b);
        }
    }

    private void Prepare()
    {
        if (_inputs.Length < set.Channels * Columns)
        {
            _inputs = new float[set.Channels * Columns];
        }

        if (_labels.Length < TargetColumns)
        {
            _labels = new int[TargetColumns];
            _weights = new float[TargetColumns];
            _values = new float[_classes ? 0 : set.Outputs * TargetColumns];
        }

        Array.Clear(_inputs);
        Array.Clear(_values);
        Array.Clear(_weights);
        Array.Fill(_labels, -1);
        Array.Clear(_lengths);
    }

    private void ReadSequence(int sequence, int b)
    {
        var inputs = set.InputsOf(sequence);
        int steps = set.StepsOf(sequence);
        for (int t = 0; t < steps; t++)
        {
            for (int c = 0; c < set.Channels; c++)
            {
                _inputs[(c * Columns) + (t * batch) + b] = layout.Inputs.Apply(inputs[(t * set.Channels) + c], c);
            }
        }

        _lengths[b] = steps;
        for (int t = 0; t < (_perStep ? steps : 1); t++)
        {
            ReadTarget(sequence, t, (t * batch) + b);
        }
    }

    private void ReadTarget(int sequence, int step, int column)
    {
        if (_classes)
        {
            _labels[column] = set.ClassesOf(sequence)[step];
            _weights[column] = _labels[column] < 0 ? 0 : 1;
        }
        else
        {
            var values = set.ValuesOf(sequence).Slice(step * set.Outputs, set.Outputs);
            bool has = !values.Contains(float.NaN);
            _weights[column] = has ? 1 : 0;
            for (int k = 0; has && k < set.Outputs; k++)
            {
                _values[(k * TargetColumns) + column] = layout.Values!.Apply(values[k], k);
            }
        }

        Count += _weights[column] > 0 ? 1 : 0;
    }
}
