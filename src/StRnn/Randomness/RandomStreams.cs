namespace StRnn.Randomness;

/// <summary>
/// The random streams of a run. Each constant begins a range of Philox stream numbers; tensors and layers take
/// consecutive numbers of the range in the model's order. A checkpoint stores no stream: the counters are the seed, the
/// step and the update number.
/// </summary>
public static class RandomStreams
{
    /// <summary>
    /// Initial values of tensor 0; tensor i uses this + i. Word k belongs to position k = row * columns + column.
    /// </summary>
    public const uint InitialValues = 0x1000_0000;

    /// <summary>Initial connections of tensor 0; tensor i uses this + i.</summary>
    public const uint InitialPattern = 0x2000_0000;

    /// <summary>
    /// Regrown connections of tensor 0; tensor i uses this + i. The step is the number of the topology update.
    /// </summary>
    public const uint Regrowth = 0x3000_0000;

    /// <summary>
    /// First weights of regrown connections of tensor 0; tensor i uses this + i. The step is the number of the topology
    /// update.
    /// </summary>
    public const uint NewValues = 0x3800_0000;

    /// <summary>Noise on the weights of tensor 0; tensor i uses this + i. The step is the training step.</summary>
    public const uint WeightNoise = 0x3C00_0000;

    /// <summary>
    /// Masks of the first dropout layer; dropout layer i of the model uses this + i. The step is the training step.
    /// </summary>
    public const uint Dropout = 0x4000_0000;

    /// <summary>Text generation. The step is the number of the generated token.</summary>
    public const uint Generation = 0x5000_0000;

    /// <summary>The split of a data set. The step is 0 for the test set and 1 for the validation set.</summary>
    public const uint DataSplit = 0x6000_0000;

    /// <summary>The order of the training texts. The step is the epoch.</summary>
    public const uint Shuffle = 0x7000_0000;
}
