using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>
/// Reads the Large Movie Review Dataset as published (Maas et al. 2011): <c>{train,test}/{neg,pos}/*.txt</c>, one
/// review per file, negative ones first and in ordinal order of their names. Unlabelled reviews are ignored.
/// </summary>
internal static class ReviewFolder
{
    private static readonly string[] Classes = ["neg", "pos"];
    private static readonly string[] Parts = ["train", "test"];

    /// <summary>
    /// Determines whether a directory has this layout: one of the four folders is enough, so that missing ones are
    /// reported.
    /// </summary>
    public static bool Fits(string directory)
        => Parts.Any(part => Classes.Any(label => Directory.Exists(Path.Combine(directory, part, label))));

    /// <summary>
    /// Reads a part; the SHA-256 covers each file after its name and its length (64-bit, little-endian).
    /// </summary>
    public static SourceTable Read(string directory, string part)
    {
        var layout = new TableLayout("imdb", "text", "label")
        {
            Labels = Classes,
            ClassNames = ["negative", "positive"],
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = new List<LabelledRow>();
        foreach (string label in Classes)
        {
            string folder = Path.Combine(directory, part, label);
            string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.txt") : [];
            if (files.Length == 0)
            {
                throw new CorpusException(
                    $"'{folder}' has no *.txt files: unpack the whole set, {{train,test}}/{{neg,pos}}/*.txt.");
            }

            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                byte[] content = CorpusFile.ReadBytes(file);
                Append(hash, $"{label}/{Path.GetFileName(file)}", content);
                rows.Add(new LabelledRow(file, 0, CorpusFile.Decode(content, file), label));
            }
        }

        return new SourceTable($"{part}/{{neg,pos}}/*.txt", layout, rows, hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string name, byte[] content)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.LongLength);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData(length);
        hash.AppendData(content);
    }
}
