namespace StRnn.Tensors;

/// <summary>
/// The release of large unused arrays to the operating system. They would otherwise stay resident, because a training
/// loop allocates nothing and so triggers no collection.
/// </summary>
internal static class HostGarbage
{
    // Below this a collection costs more than it frees; small models never trigger one.
    private const long LeastBytes = 4 << 20;

    /// <summary>Collects garbage if there is enough of it.</summary>
    /// <param name="bytes">The approximate bytes of garbage since the last call.</param>
    public static void Release(long bytes)
    {
        if (bytes >= LeastBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
