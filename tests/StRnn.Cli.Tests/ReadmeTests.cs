using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Text.Catalogs;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Cli.Tests;

/// <summary>The library example of the README is the body of a method here, so that it compiles as it stands.</summary>
public sealed partial class ReadmeTests
{
    [Test]
    public void The_library_example_is_the_code_that_is_compiled_here()
    {
        string source = SourceText();
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(SourcePath())!, "..", "..", "README.md"));
        string compiled = ExampleBody().Match(source).Groups[1].Value;
        string shown = ReadmeCode().Match(readme).Groups[1].Value;
        Assert.That(compiled, Is.Not.Empty);
        Assert.That(WithoutIndentation(shown), Is.EqualTo(WithoutIndentation(compiled)));
    }

    /// <summary>
    /// Compiled, not run: it would train for minutes. The demo and the training tests run the same calls.
    /// </summary>
    internal static void Example()
    {
        // <example>
        var services = new ServiceCollection();
        services.AddStRnn(options => options.Backend = "auto").AddCpu().AddOpenCL();
        using var provider = services.BuildServiceProvider();
        var backend = provider.GetRequiredService<IBackend>();

        var corpus = CorpusCatalog.Open("dotnet-docs");
        var model = new LstmLanguageModel(new LstmLanguageModelOptions
        {
            VocabularySize = corpus.Vocabulary.Count,
            Hidden = 200,
            Layers = 2,
        });
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(density: 0.2), initialPruningRate: 0.7);
        using var trainer = new Trainer(
            backend,
            new LanguageModelTask(backend, model, corpus, batch: 20, steps: 20),
            method,
            new SgdMomentum(backend, clipNorm: 0.25),
            new DecayAfterEpoch(initialRate: 20, constantEpochs: 4, factor: 0.5),
            new TrainingOptions { Epochs = 13 });
        trainer.Initialize();
        trainer.Run();

        // </example>
    }

    private static string SourceText() => File.ReadAllText(SourcePath());

    private static string SourcePath([CallerFilePath] string path = "") => path;

    private static string WithoutIndentation(string code)
        => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"// <example>\n(.*?)// </example>", RegexOptions.Singleline)]
    private static partial Regex ExampleBody();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ReadmeCode();
}
