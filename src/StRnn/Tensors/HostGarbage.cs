namespace StRnn.Tensors;

/// <summary>
/// Gives the memory of large arrays that are no longer needed back to the operating system. Left alone it would stay resident: a training
/// loop allocates nothing, so the collection that would find it does not come.
/// </summary>
internal static class HostGarbage
{
    // Below this a collection is not worth its milliseconds; small models never see one.
    private const long LeastBytes = 4 << 20;

    /// <summary>Collects, if there is enough to collect.</summary>
    /// <param name="bytes">About how much became garbage since the last call.</param>
    public static void Release(long bytes)
    {
        if (bytes >= LeastBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
