using System.Globalization;

namespace StRnn.Series;

/// <summary>
/// Float sequences with their targets: a class or values, of each sequence or of each of its steps. One part of a data
/// set; sequences may differ in length.
/// </summary>
public sealed class SequenceSet
{
    private readonly float[][] _inputs;
    private readonly float[][] _values;
    private readonly int[][] _classes;

    private SequenceSet(SequenceTargets targets, int channels, int outputs, float[][] inputs, Array[] wanted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, HasClasses(targets) ? 2 : 1);
        Targets = targets;
        Channels = channels;
        Outputs = outputs;
        _inputs = inputs;
        _values = HasClasses(targets) ? [] : [.. wanted.Cast<float[]>()];
        _classes = HasClasses(targets) ? [.. wanted.Cast<int[]>()] : [];
        for (int i = 0; i < inputs.Length; i++)
        {
            Check(i, wanted[i]);
        }
    }

    /// <summary>Gets what is predicted.</summary>
    public SequenceTargets Targets { get; }

    /// <summary>Gets the number of input channels C.</summary>
    public int Channels { get; }

    /// <summary>Gets the number of values or classes, m.</summary>
    public int Outputs { get; }

    /// <summary>Gets the number of sequences.</summary>
    public int Count => _inputs.Length;

    /// <summary>Makes a set of sequences with a class each.</summary>
    /// <param name="channels">C.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="sequences">Inputs, channel c of step t at t * C + c, and the class.</param>
    /// <exception cref="SeriesException">A sequence is not as described; the message says which.</exception>
    public static SequenceSet WithClass(
        int channels, int classes, IEnumerable<(float[] Inputs, int Class)> sequences)
    {
        var all = sequences.ToArray();
        return new SequenceSet(
            SequenceTargets.Class,
            channels,
            classes,
            [.. all.Select(each => each.Inputs)],
            [.. all.Select(each => new[] { each.Class })]);
    }

    /// <summary>Makes a set of sequences with a class for each step; -1 for a step without one.</summary>
    /// <param name="channels">C.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="sequences">Inputs, channel c of step t at t * C + c, and the class of each step.</param>
    /// <exception cref="SeriesException">A sequence is not as described; the message says which.</exception>
    public static SequenceSet WithTags(
        int channels, int classes, IEnumerable<(float[] Inputs, int[] Tags)> sequences)
    {
        var all = sequences.ToArray();
        return new SequenceSet(
            SequenceTargets.ClassPerStep,
            channels,
            classes,
            [.. all.Select(each => each.Inputs)],
            [.. all.Select(each => each.Tags)]);
    }

    /// <summary>Makes a set of sequences with values each.</summary>
    /// <param name="channels">C.</param>
    /// <param name="outputs">The number of values m.</param>
    /// <param name="sequences">Inputs, channel c of step t at t * C + c, and the m values.</param>
    /// <exception cref="SeriesException">A sequence is not as described; the message says which.</exception>
    public static SequenceSet WithValues(
        int channels, int outputs, IEnumerable<(float[] Inputs, float[] Values)> sequences)
        => WithValues(SequenceTargets.Values, channels, outputs, sequences);

    /// <summary>Makes a set of sequences with values for each step; NaN for a step without them.</summary>
    /// <param name="channels">C.</param>
    /// <param name="outputs">The number of values m.</param>
    /// <param name="sequences">Inputs, channel c of step t at t * C + c, and value k of step t at t * m + k.</param>
    /// <exception cref="SeriesException">A sequence is not as described; the message says which.</exception>
    public static SequenceSet WithValuesPerStep(
        int channels, int outputs, IEnumerable<(float[] Inputs, float[] Values)> sequences)
        => WithValues(SequenceTargets.ValuesPerStep, channels, outputs, sequences);

    /// <summary>Gets a sequence's inputs, time-major.</summary>
    /// <param name="sequence">The number of the sequence.</param>
    public ReadOnlySpan<float> InputsOf(int sequence) => _inputs[sequence];

    /// <summary>Gets the number of time steps of a sequence.</summary>
    /// <param name="sequence">The number of the sequence.</param>
    public int StepsOf(int sequence) => _inputs[sequence].Length / Channels;

    /// <summary>Gets a sequence's values; empty in a set of classes.</summary>
    /// <param name="sequence">The number of the sequence.</param>
    public ReadOnlySpan<float> ValuesOf(int sequence) => _values.Length == 0 ? default : _values[sequence];

    /// <summary>Gets a sequence's classes; empty in a set of values.</summary>
    /// <param name="sequence">The number of the sequence.</param>
    public ReadOnlySpan<int> ClassesOf(int sequence) => _classes.Length == 0 ? default : _classes[sequence];

    internal static bool HasClasses(SequenceTargets targets)
        => targets is SequenceTargets.Class or SequenceTargets.ClassPerStep;

    internal static bool IsPerStep(SequenceTargets targets)
        => targets is SequenceTargets.ClassPerStep or SequenceTargets.ValuesPerStep;

    private static SequenceSet WithValues(
        SequenceTargets targets, int channels, int outputs, IEnumerable<(float[] Inputs, float[] Values)> sequences)
    {
        var all = sequences.ToArray();
        return new SequenceSet(
            targets, channels, outputs, [.. all.Select(each => each.Inputs)], [.. all.Select(each => each.Values)]);
    }

    private void Check(int sequence, Array wanted)
    {
        float[] inputs = _inputs[sequence];
        if (inputs.Length == 0 || inputs.Length % Channels != 0)
        {
            throw new SeriesException(
                $"Sequence {sequence} has {inputs.Length} inputs, which are no whole number of time steps of "
                + $"{Channels} channels, at least one.");
        }

        if (Array.FindIndex(inputs, value => !float.IsFinite(value)) is >= 0 and var at)
        {
            throw new SeriesException(string.Create(
                CultureInfo.InvariantCulture,
                $"Sequence {sequence} has the input {inputs[at]} in step {at / Channels}: fill the gap or leave the "
                + $"sequence out."));
        }

        int targets = (IsPerStep(Targets) ? StepsOf(sequence) : 1) * (HasClasses(Targets) ? 1 : Outputs);
        if (wanted.Length != targets)
        {
            throw new SeriesException(
                $"Sequence {sequence} of {StepsOf(sequence)} steps has {wanted.Length} targets, not {targets}.");
        }

        int lowest = IsPerStep(Targets) ? -1 : 0;
        foreach (int label in ClassesOf(sequence))
        {
            if (label < lowest || label >= Outputs)
            {
                throw new SeriesException(
                    $"Sequence {sequence} has the class {label}, outside [{lowest}, {Outputs}).");
            }
        }

        foreach (float value in ValuesOf(sequence))
        {
            if (float.IsInfinity(value) || (float.IsNaN(value) && !IsPerStep(Targets)))
            {
                throw new SeriesException(string.Create(
                    CultureInfo.InvariantCulture, $"Sequence {sequence} has the target {value}; leave it out."));
            }
        }
    }
}

/// <summary>What is predicted of float sequences.</summary>
public enum SequenceTargets
{
    /// <summary>A class of a sequence.</summary>
    Class,

    /// <summary>A class of each step (tagging).</summary>
    ClassPerStep,

    /// <summary>Values of a sequence (regression).</summary>
    Values,

    /// <summary>Values of each step (regression).</summary>
    ValuesPerStep,
}
