using System.Security.Cryptography;
using System.Text;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// Keeps a pack's tokenised text in one file a pack. The file ends with the SHA-256 of all before it and begins with
/// its full key, so a damaged or foreign file is passed over and written anew; every failure of the file system just
/// means that there is no cache. The file appears complete or not at all.
/// </summary>
internal sealed class TokenCache
{
    /// <summary>Raised whenever reading, tokenising or arranging changes, or this file's layout.</summary>
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

    /// <summary>What was stored for exactly this pack, or null.</summary>
    public TokenizedDocumentation? Load()
    {
        try
        {
            byte[] content = File.ReadAllBytes(FilePath);
            int length = content.Length - SHA256.HashSizeInBytes;
            if (length < 0 || !SHA256.HashData(content.AsSpan(0, length)).AsSpan().SequenceEqual(content.AsSpan(length)))
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

    /// <summary>Stores the text; whether it could.</summary>
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
            // There is no cache then, and nothing more to tidy.
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

    // The digest has vouched for the bytes, and the key for their layout.
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
