namespace StRnn.Cli.Runs;

/// <summary>Tells data that were loaded already from data that have changed since.</summary>
/// <param name="Length">Bytes of all files.</param>
/// <param name="LastWrite">When one was last written.</param>
internal readonly record struct DataFingerprint(long Length, DateTime LastWrite)
{
    /// <summary>The stamp of a file or folder; the same always for what is neither, a built-in name.</summary>
    public static DataFingerprint Of(string data)
    {
        FileInfo[] files = Directory.Exists(data) ? new DirectoryInfo(data).GetFiles() : File.Exists(data) ? [new FileInfo(data)] : [];
        return new DataFingerprint(files.Sum(file => file.Length), files.Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max());
    }
}
