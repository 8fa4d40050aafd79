using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Text.Classification.Sources;

/// <summary>
/// The summaries of the SDK's API documentation, labelled with the second-level namespace they describe. Texts are the
/// sentences of at least four words (<see cref="SentenceTokenizer"/>), each once. Left out are sentences that occur
/// under several namespaces, the namespace System itself, namespaces outside it, and those with few sentences.
/// </summary>
internal static class DocumentationTopics
{
    public const string Name = "dotnet-docs";

    private const int MinimumWords = 4;
    private const string Root = "System.";

    public static SourceTable Read(ClassificationOptions options)
    {
        var pack = options.ReferencePackDirectory is { } directory
            ? ReferencePack.FromDirectory(directory, "(given directory)")
            : ReferencePack.Find(ReferencePack.DefaultFolders(), Environment.Version.Major);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var types = new HashSet<string>(StringComparer.Ordinal);
        var sentences = new List<(string Type, string Text)>();
        foreach (string file in pack.Files)
        {
            byte[] content = CorpusFile.ReadBytes(file);
            AppendToHash(hash, Path.GetFileName(file), content);
            AddSentences(content, Path.GetFileName(file), types, sentences);
        }

        string source = $"{ReferencePack.PackName} {pack.Version} XML documentation, summaries";
        var rows = Select(types, sentences, source, options.MinimumTextsPerClass);
        return rows.Count > 0
            ? new SourceTable(source, new TableLayout(Name, "summary", "namespace"), rows, hash.GetHashAndReset())
            : throw new CorpusException(
                $"The XML documentation of {ReferencePack.PackName} {pack.Version} has no namespace with "
                + $"{options.MinimumTextsPerClass} sentences: reinstall the SDK, or lower the minimum.");
    }

    private static void AddSentences(
        byte[] content, string file, HashSet<string> types, List<(string Type, string Text)> sentences)
    {
        using var stream = new MemoryStream(content, writable: false);
        foreach (var text in DocumentationReader.Read(stream, file))
        {
            string type = MemberName.DeclaringType(text.Member);
            if (MemberName.IsType(text.Member))
            {
                types.Add(type);
            }

            if (text.Element == "summary")
            {
                sentences.AddRange(SentenceTokenizer.Split(text.Text)
                    .Where(words => words.Count >= MinimumWords)
                    .Select(words => (type, string.Join(' ', words))));
            }
        }
    }

    private static List<LabelledRow> Select(
        HashSet<string> types, List<(string Type, string Text)> sentences, string source, int minimum)
    {
        // Null marks a sentence with several labels. A separate list keeps the order of first occurrence.
        var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var (type, text) in sentences)
        {
            string label = NamespaceSplit.SecondLevel(type, types);
            if (labels.TryAdd(text, label))
            {
                order.Add(text);
            }
            else if (labels[text] != label)
            {
                labels[text] = null;
            }
        }

        var classes = labels.Values.OfType<string>().CountBy(label => label)
            .Where(pair => pair.Value >= minimum && pair.Key.StartsWith(Root, StringComparison.Ordinal))
            .Select(pair => pair.Key)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. order.Where(text => labels[text] is { } label && classes.Contains(label))
                .Select(text => new LabelledRow(source, 0, text, labels[text]!)),
        ];
    }

    private static void AppendToHash(IncrementalHash hash, string name, byte[] content)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.LongLength);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData(length);
        hash.AppendData(content);
    }
}
