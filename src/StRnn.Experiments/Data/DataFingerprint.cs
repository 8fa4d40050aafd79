namespace StRnn.Experiments.Data;

/// <summary>Distinguishes data that were loaded already from data that have changed since.</summary>
/// <param name="Length">Bytes of all files.</param>
/// <param name="LastWrite">When one was last written.</param>
internal readonly record struct DataFingerprint(long Length, DateTime LastWrite)
{
    // Sets lie two folders deep at most, as {train,test}/{neg,pos}.
    private static readonly EnumerationOptions Within = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 2,
        IgnoreInaccessible = true,
    };

    /// <summary>Takes size and last write time of a file or folder; constant for built-in names.</summary>
    public static DataFingerprint Of(string data)
    {
        FileInfo[] files = Directory.Exists(data) ? new DirectoryInfo(data).GetFiles("*", Within)
            : File.Exists(data) ? [new FileInfo(data)]
            : [];
        return new DataFingerprint(
            files.Sum(file => file.Length), files.Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max());
    }
}
