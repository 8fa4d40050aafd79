namespace StRnn.OpenCL.Execution;

/// <summary>What scratch memory is for; no two of one operation are the same.</summary>
internal enum Scratch
{
    /// <summary>Packed columns.</summary>
    Packed,

    /// <summary>Partial results of a reduction.</summary>
    Partial,

    /// <summary>Columns sorted by the row they use.</summary>
    Uses,

    /// <summary>Where the uses of each row begin.</summary>
    Begins,

    /// <summary>Multipliers of a dropout mask.</summary>
    Mask,

    /// <summary>A gradient along a carry path; of a softmax, the sums of its blocks, beside the maxima in <see cref="Partial"/>.</summary>
    Carry,
}
