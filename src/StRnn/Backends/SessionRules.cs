namespace StRnn.Backends;

/// <summary>The rules of <see cref="IBackend.OpenSession"/>, so that all backends refuse the same.</summary>
public static class SessionRules
{
    /// <summary>The most threads that a backend or a session may have.</summary>
    public const int MostThreads = 1024;

    /// <summary>Checks a number of threads.</summary>
    /// <param name="threads">The number; 0 stands for one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// It is not in [0, <see cref="MostThreads"/>].
    /// </exception>
    public static void CheckThreads(int threads)
    {
        if (threads is < 0 or > MostThreads)
        {
            throw new ArgumentOutOfRangeException(
                nameof(threads),
                threads,
                $"The number of threads is {threads}; it must lie in [1, {MostThreads}], or be 0 for one per "
                + "processor.");
        }
    }
}
