namespace StRnn.Cli.Reproduction;

/// <summary>How much of a published experiment is repeated.</summary>
internal enum ReproductionScale
{
    /// <summary>
    /// Seconds, on the documentation that every SDK carries: shows that all of it runs, and nothing else.
    /// </summary>
    Tiny,

    /// <summary>
    /// Within two hours a table on two cores: smaller models on less text, by one recipe in which the dense model
    /// overfits.
    /// </summary>
    Small,

    /// <summary>The published setting, whatever it costs.</summary>
    Paper,
}
