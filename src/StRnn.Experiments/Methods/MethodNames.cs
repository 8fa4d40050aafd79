namespace StRnn.Experiments.Methods;

/// <summary>The names of the methods, as configurations write them.</summary>
public static class MethodNames
{
    /// <summary>ST-RNN: prune by magnitude, regrow at random, once per epoch.</summary>
    public const string SparseTopology = "st";

    /// <summary>A random pattern that never changes.</summary>
    public const string Static = "static";

    /// <summary>No sparsity.</summary>
    public const string Dense = "dense";

    /// <summary>A dense model with as many weights as a sparse one.</summary>
    public const string SmallDense = "small-dense";

    /// <summary>SET.</summary>
    public const string Set = "set";

    /// <summary>The faulty SET of a public program, for reproduction only.</summary>
    public const string FaultySet = "set-faulty";

    /// <summary>RigL.</summary>
    public const string RigL = "rigl";

    /// <summary>RigL with as many connections in every row, SRigL.</summary>
    public const string ConstantFanIn = "srigl";

    /// <summary>Gradual pruning with regrowth, GraNet.</summary>
    public const string GradualRegeneration = "granet";

    /// <summary>Guided stochastic exploration, GSE.</summary>
    public const string GuidedExploration = "gse";

    /// <summary>Sparse momentum, SNFS.</summary>
    public const string SparseMomentum = "snfs";

    /// <summary>Gradual magnitude pruning.</summary>
    public const string GradualPruning = "gmp";

    /// <summary>SNIP.</summary>
    public const string SingleShot = "snip";

    /// <summary>Dynamic sparse reparameterization, DSR.</summary>
    public const string Reparameterization = "dsr";

    /// <summary>Deep rewiring, DeepR.</summary>
    public const string DeepRewiring = "deepr";

    /// <summary>Intrinsic sparse structures, ISS.</summary>
    public const string IntrinsicStructures = "iss";

    /// <summary>Those that prune and regrow by parts of the user's choice.</summary>
    internal static readonly string[] PruneAndRegrow = [SparseTopology, Set, FaultySet];

    /// <summary>Those that are sparse from the first step.</summary>
    internal static readonly string[] SparseFromTheStart =
    [
        .. PruneAndRegrow, Static, RigL, ConstantFanIn, GuidedExploration, SparseMomentum, Reparameterization,
        DeepRewiring,
    ];

    /// <summary>Those that end with connections.</summary>
    internal static readonly string[] Sparse = [.. SparseFromTheStart, GradualPruning, GradualRegeneration, SingleShot];
}
