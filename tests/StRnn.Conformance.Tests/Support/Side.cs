namespace StRnn.Conformance.Tests.Support;

/// <summary>Where a kernel runs.</summary>
internal enum Side
{
    /// <summary>The backend under test, in single precision.</summary>
    Tested,

    /// <summary>The oracle, in double precision, on the same numbers.</summary>
    Oracle,

    /// <summary>
    /// The oracle on the absolute values: sum |a*b| for every sum a*b, which error bounds are made of.
    /// </summary>
    Magnitude,
}
