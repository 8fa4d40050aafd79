using StRnn.Text.Classification;
using StRnn.Text.Classification.Sources;
using StRnn.Text.Corpora;

namespace StRnn.Text.Catalogs;

/// <summary>Opens a classification set by a built-in name, a file or a directory, whose layout is recognised.</summary>
/// <remarks>
/// A file (plain or .gz) is CSV, TSV or JSON lines with the columns of Sanders Twitter, Amazon Fine Foods, Yelp or
/// IMDB, or with a column of texts and one of labels. A directory contains <c>{train,test}/{neg,pos}/*.txt</c> (IMDB),
/// a training and a test file (also <c>train.csv</c> and <c>test.csv</c> of AG's News and Yelp polarity: class number,
/// then the text), or one file. Empty texts are kept; labels are compared without surrounding whitespace.
/// </remarks>
public static class ClassificationCatalog
{
    private static readonly string[] TrainNames = ["train", "imdb.train", "train.subset"];
    private static readonly string[] TestNames = ["test", "imdb.test", "test"];
    private static readonly string[] ValidationNames = ["valid", "validation", "dev"];
    private static readonly string[] WholeNames = ["review", "yelp_academic_dataset_review", "Reviews", "full-corpus"];

    /// <summary>Gets the names of the built-in sets, each with a description of one line.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> BuiltIn { get; } =
    [
        KeyValuePair.Create(
            DocumentationTopics.Name, "summaries of the .NET SDK's API documentation by second-level namespace"),
    ];

    /// <summary>Gets the layouts in words, for help and error messages.</summary>
    public static string Layouts =>
        $"a file with texts and labels ({TableFile.Endings}), or a directory with train and test files, with "
        + "{train,test}/{neg,pos}/*.txt, or with one such file";

    /// <summary>
    /// Opens a set. A built-in name takes precedence over a file or directory of equal name (write <c>./name</c>).
    /// </summary>
    /// <param name="nameOrPath">A name of <see cref="BuiltIn"/>, a file or a directory.</param>
    /// <param name="options">Columns, splits and limits; null for the defaults.</param>
    /// <returns>The set, split into three parts.</returns>
    /// <exception cref="CorpusException">
    /// There is no such set, no layout fits, or its content is invalid; the message names file and line.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static TextClassificationData Open(string nameOrPath, ClassificationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        options ??= new ClassificationOptions();
        Check(options);
        if (nameOrPath == DocumentationTopics.Name)
        {
            return ClassificationBuilder.Build(nameOrPath, DocumentationTopics.Read(options), null, null, options);
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrPath)));
        name = name.Length > 0 ? name : nameOrPath;
        if (Directory.Exists(nameOrPath))
        {
            return OpenDirectory(nameOrPath, name, options);
        }

        return File.Exists(nameOrPath)
            ? ClassificationBuilder.Build(name, TableFile.Read(nameOrPath, options), null, null, options)
            : throw new CorpusException(
                $"There is no file or directory '{nameOrPath}', and no built-in set of this name "
                + $"({string.Join(", ", BuiltIn.Select(entry => entry.Key))}).");
    }

    private static void Check(ClassificationOptions options)
    {
        foreach (double share in (double[])[options.TestShare, options.ValidationShare])
        {
            if (!(share >= 0 && share < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(options), share, "A share of the texts is in [0, 1).");
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxJsonRecords ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinimumTextsPerClass, 1, nameof(options));
    }

    private static TextClassificationData OpenDirectory(string directory, string name, ClassificationOptions options)
    {
        if (ReviewFolder.Fits(directory))
        {
            return ClassificationBuilder.Build(
                name, ReviewFolder.Read(directory, "train"), null, ReviewFolder.Read(directory, "test"), options);
        }

        string[] files =
        [
            .. Files(directory).Where(TableFile.IsTable).Order(StringComparer.Ordinal),
        ];
        for (int i = 0; i < TrainNames.Length; i++)
        {
            if (Find(files, TrainNames[i]) is { } train)
            {
                string test = Find(files, TestNames[i]) ?? throw new CorpusException(
                    $"The directory '{directory}' has {Path.GetFileName(train)} but no {TestNames[i]} file: "
                    + "add it, or give the one file to have it split.");
                return OpenParts(directory, name, train, test, options);
            }
        }

        string? whole = WholeNames.Select(known => Find(files, known)).FirstOrDefault(file => file is not null)
            ?? (files.Length == 1 ? files[0] : null);
        return whole is not null
            ? ClassificationBuilder.Build(name, TableFile.Read(whole, options), null, null, options)
            : throw new CorpusException(
                $"The directory '{directory}' has {files.Length} files that could be the set; a set is {Layouts}.");
    }

    private static TextClassificationData OpenParts(
        string directory, string name, string train, string test, ClassificationOptions options)
    {
        string? validation = ValidationNames
            .Select(part => Find(Files(directory), part))
            .FirstOrDefault(f => f is not null);
        Func<string, SourceTable> read = path => TableFile.Read(path, options);
        if (options is { TextColumn: null, LabelColumn: null, HasHeader: true } && NumberedClassFile.Fits(train))
        {
            var layout = NumberedClassFile.LayoutOf(directory, test);
            read = path => NumberedClassFile.Read(path, layout);
        }

        return ClassificationBuilder.Build(
            name, read(train), validation is null ? null : read(validation), read(test), options);
    }

    private static string[] Files(string directory)
    {
        try
        {
            return Directory.GetFiles(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"Can't read the directory '{directory}': {error.Message}", error);
        }
    }

    /// <summary>Finds the file with a name before its ending; null if there is none.</summary>
    private static string? Find(string[] files, string name)
        => Array.Find(files, file => TableFile.IsTable(file) && TableFile.NameOf(file) == name);
}
