namespace StRnn.Series;

/// <summary>
/// What a model of float sequences reads and writes, which is stored with it: targets and standardisation of its
/// training data.
/// </summary>
/// <param name="Targets">What is predicted.</param>
/// <param name="Inputs">The standardisation of the channels.</param>
/// <param name="Values">The standardisation of predicted values; null for classes.</param>
public sealed record SequenceLayout(SequenceTargets Targets, Standardization Inputs, Standardization? Values)
{
    /// <summary>Fits the standardisation to training sequences.</summary>
    /// <param name="train">The training sequences.</param>
    /// <returns>The layout.</returns>
    public static SequenceLayout Of(SequenceSet train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var inputs = new List<float>();
        var values = new List<float>();
        for (int i = 0; i < train.Count; i++)
        {
            inputs.AddRange(train.InputsOf(i));
            values.AddRange(train.ValuesOf(i));
        }

        return new SequenceLayout(
            train.Targets,
            Standardization.Fit([.. inputs], train.Channels),
            SequenceSet.HasClasses(train.Targets) ? null : Standardization.Fit([.. values], train.Outputs));
    }

    /// <summary>Checks what was read from a file.</summary>
    /// <param name="model">The shape of the model that is stored with it.</param>
    /// <exception cref="ArgumentException">A part is missing or does not fit the model.</exception>
    internal void Check(SeriesModelOptions model)
    {
        if (!Enum.IsDefined(Targets) || SequenceSet.IsPerStep(Targets) == model.IsPerSequence)
        {
            throw new ArgumentException("The targets of its sequences are not those of its model.");
        }

        Standardization.Check(Inputs, model.Inputs);
        if (!SequenceSet.HasClasses(Targets))
        {
            Standardization.Check(Values, model.Outputs);
        }
    }
}
