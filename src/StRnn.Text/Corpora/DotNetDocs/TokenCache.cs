using System.Security.Cryptography;
using System.Text;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// A cache of a pack's tokenised text, one file per pack. The file begins with its full key and ends with the SHA-256
/// of everything before, so a damaged or foreign file is ignored and rewritten. Any failure of the file system means
/// that there is no cache. The file appears complete or not at all.
/// </summary>
internal sealed class TokenCache
{
    /// <summary>
    /// The version of the format, which increases with every change of reading, tokenising, arranging or of the file's
    /// layout.
    /// </summary>
    public const int FormatVersion = 1;

    private const string Magic = "strnn dotnet-docs";

    private readonly string _directory;
    private readonly string _key;

    public TokenCache(string directory, ReferencePack pack)
    {
        _directory = directory;
        string sizes = string.Join('\n', pack.Files.Select(f => $"{Path.GetFileName(f)} {new FileInfo(f).Length}"));
        _key = $"{Magic}\n{FormatVersion}\n{pack.Version}\n{sizes}";
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_key)));
        FilePath = Path.Combine(directory, $"dotnet-docs-{digest[..16]}.bin");
    }

    public string FilePath { get; }

    /// <summary>Loads the text stored for exactly this pack, or returns null.</summary>
    public TokenizedDocumentation? Load()
    {
        try
        {
            byte[] content = File.ReadAllBytes(FilePath);
            int length = content.Length - SHA256.HashSizeInBytes;
            if (length < 0
                || !SHA256.HashData(content.AsSpan(0, length)).AsSpan().SequenceEqual(content.AsSpan(length)))
            {
                return null;
            }

            using var reader = new BinaryReader(new MemoryStream(content, 0, length), Encoding.UTF8);
            return reader.ReadString() == _key ? ReadContent(reader) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Stores the text; returns false if that failed.</summary>
    public bool Store(TokenizedDocumentation documentation)
    {
        string temporary = Path.Combine(_directory, $"{Path.GetFileName(FilePath)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(_directory);
            File.WriteAllBytes(temporary, Serialize(documentation));
            File.Move(temporary, FilePath, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            DeleteQuietly(temporary);
            return false;
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Without a cache there is nothing left to clean up.
        }
    }

    private byte[] Serialize(TokenizedDocumentation documentation)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(_key);
        writer.Write(documentation.Sha256);
        writer.Write7BitEncodedInt(documentation.Words.Count);
        foreach (string word in documentation.Words)
        {
            writer.Write(word);
        }

        foreach (int[] stream in documentation.Streams)
        {
            writer.Write7BitEncodedInt(stream.Length);
            foreach (int id in stream)
            {
                writer.Write7BitEncodedInt(id);
            }
        }

        writer.Flush();
        byte[] digest = SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length));
        writer.Write(digest);
        writer.Flush();
        return content.ToArray();
    }

    // The digest guarantees the bytes, and the key their layout.
    private static TokenizedDocumentation ReadContent(BinaryReader reader)
    {
        string sha256 = reader.ReadString();
        string[] words = new string[reader.Read7BitEncodedInt()];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = reader.ReadString();
        }

        int[][] streams = new int[Enum.GetValues<SplitName>().Length][];
        for (int split = 0; split < streams.Length; split++)
        {
            int[] stream = streams[split] = new int[reader.Read7BitEncodedInt()];
            for (int i = 0; i < stream.Length; i++)
            {
                stream[i] = reader.Read7BitEncodedInt();
            }
        }

        return new TokenizedDocumentation(words, streams, sha256);
    }
}
