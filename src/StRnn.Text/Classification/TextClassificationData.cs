using StRnn.Text.Corpora;

namespace StRnn.Text.Classification;

/// <summary>A data set for text classification: labelled texts in three parts.</summary>
public sealed class TextClassificationData
{
    /// <summary>Puts a data set together; the lists are kept, not copied.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="classNames">The classes, at least two; label i is the i-th.</param>
    /// <param name="train">The training texts.</param>
    /// <param name="validation">The validation texts; may be empty.</param>
    /// <param name="test">The test texts; may be empty.</param>
    /// <param name="provenance">Where the texts come from, and how they were split.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, or a label is outside them.</exception>
    public TextClassificationData(
        string name,
        IReadOnlyList<string> classNames,
        IReadOnlyList<LabelledText> train,
        IReadOnlyList<LabelledText> validation,
        IReadOnlyList<LabelledText> test,
        CorpusProvenance provenance)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(provenance);
        if (classNames.Count < 2)
        {
            throw new ArgumentException($"{classNames.Count} classes leave nothing to classify.", nameof(classNames));
        }

        CheckLabels(train, classNames.Count, nameof(train));
        CheckLabels(validation, classNames.Count, nameof(validation));
        CheckLabels(test, classNames.Count, nameof(test));
        Name = name;
        ClassNames = classNames;
        Train = train;
        Validation = validation;
        Test = test;
        Provenance = provenance;
    }

    /// <summary>The set's name: its layout's, or its file's or directory's.</summary>
    public string Name { get; }

    /// <summary>The classes; label i is the i-th.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The training texts, in the source's order (often by class: shuffle).</summary>
    public IReadOnlyList<LabelledText> Train { get; }

    /// <summary>The validation texts, in the source's order.</summary>
    public IReadOnlyList<LabelledText> Validation { get; }

    /// <summary>The test texts, in the source's order.</summary>
    public IReadOnlyList<LabelledText> Test { get; }

    /// <summary>Where the texts come from, and how they were split.</summary>
    public CorpusProvenance Provenance { get; }

    private static void CheckLabels(IReadOnlyList<LabelledText> texts, int classes, string name)
    {
        ArgumentNullException.ThrowIfNull(texts, name);
        foreach (var text in texts)
        {
            if ((uint)text.Label >= (uint)classes)
            {
                throw new ArgumentException($"The label {text.Label} is outside {classes} classes.", name);
            }
        }
    }
}
