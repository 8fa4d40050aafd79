using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// Writes a token file in three sweeps, of which only the first sees the text: numbers of words in order of appearance
/// go to a temporary file, then the training words are counted there, then ids are written. Memory holds the words.
/// </summary>
internal static class TokenFileWriter
{
    private const int BlockTokens = 1 << 16;

    public static void Write(string path, IEnumerable<string> lines, CorpusOptions options, string origin)
    {
        string numbers = path + ".numbers.tmp";
        string part = path + ".tmp";
        try
        {
            using var tokens = new LineTokens();
            WriteNumbers(numbers, lines, tokens, path);
            var (trainLines, validLines) = tokens.Split(origin, options);
            var (vocabulary, counts) = Count(numbers, tokens, trainLines, validLines, options);
            string[] written =
                [LineTokens.Source(origin, options).ReplaceLineEndings(" "), .. vocabulary.Words];
            string text = string.Concat(written.Select(line => line + "\n"));
            WriteIds(part, numbers, CorpusBuilder.IdsOf(tokens.Words, vocabulary), new TokenFileHeader(
                vocabulary.Count <= ushort.MaxValue + 1 ? sizeof(ushort) : sizeof(int),
                counts[0],
                counts[1],
                counts[2],
                vocabulary.Count,
                Encoding.UTF8.GetByteCount(text),
                tokens.Digest(),
                string.Empty), text);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"'{path}' cannot be written: {error.Message}", error);
        }
        finally
        {
            Delete(numbers);
            Delete(part);
        }
    }

    private static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static void WriteNumbers(string path, IEnumerable<string> lines, LineTokens tokens, string target)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var stream = new List<int>();
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        long count = 0;
        foreach (string line in lines)
        {
            stream.Clear();
            tokens.Append(line, stream);
            foreach (int number in stream)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                file.Write(bytes);
            }

            count += stream.Count;
            if (count > int.MaxValue)
            {
                throw new CorpusException(
                    $"'{target}' would have more than {int.MaxValue} tokens: split the text into several files.");
            }
        }
    }

    private static (Vocabulary Vocabulary, long[] Tokens) Count(
        string numbers, LineTokens tokens, long trainLines, long validLines, CorpusOptions options)
    {
        long[] words = new long[tokens.Words.Words.Count];
        bool[] elsewhere = new bool[words.Length];
        long[] counts = new long[3];
        long line = 0;
        foreach (int number in Numbers(numbers))
        {
            int part = line < trainLines ? 0 : line < trainLines + validLines ? 1 : 2;
            counts[part]++;
            if (part == 0)
            {
                words[number]++;
            }
            else
            {
                elsewhere[number] = true;
            }

            line += number == tokens.End ? 1 : 0;
        }

        var train = words.Select((count, number) => KeyValuePair.Create(tokens.Words.Words[number], count))
            .Where(pair => pair.Value > 0);
        bool others = elsewhere.Index().Any(word => word.Item && words[word.Index] == 0);
        return (CorpusBuilder.VocabularyOf(train, others, options.MinimumCount), counts);
    }

    private static void WriteIds(string path, string numbers, int[] ids, TokenFileHeader header, string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        file.Write(new byte[TokenFileHeader.Length]);
        byte[] block = new byte[BlockTokens * header.Width];
        int filled = 0;
        foreach (int number in Numbers(numbers))
        {
            if (header.Width == sizeof(int))
            {
                BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(filled), ids[number]);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(filled), (ushort)ids[number]);
            }

            filled += header.Width;
            if (filled == block.Length)
            {
                Append(block);
                filled = 0;
            }
        }

        Append(block.AsSpan(0, filled));
        Append(Encoding.UTF8.GetBytes(text));
        file.Position = 0;
        file.Write((header with { ContentSha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) }).ToBytes());
        file.Flush(flushToDisk: true);

        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            file.Write(bytes);
        }
    }

    private static IEnumerable<int> Numbers(string path)
    {
        using var file = File.OpenRead(path);
        byte[] block = new byte[BlockTokens * sizeof(int)];
        for (int count = 1; count > 0;)
        {
            count = file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            for (int at = 0; at < count; at += sizeof(int))
            {
                yield return BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(at));
            }
        }
    }
}
