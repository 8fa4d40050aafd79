using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StRnn.Guide.Tests;

/// <summary>Compiles and runs a page's program as a console application would be, with its implicit usings.</summary>
internal static class GuideProgram
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("StRnn.Guide", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>Compiles a program.</summary>
    /// <param name="name">The name of its assembly.</param>
    /// <param name="files">The contents of its files.</param>
    /// <returns>The assembly; the errors and warnings where there is none.</returns>
    public static (byte[]? Assembly, IReadOnlyList<string> Problems) Compile(
        string name, IEnumerable<string> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            name,
            files.Append(ImplicitUsings).Select(file => CSharpSyntaxTree.ParseText(file, options)),
            References,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        string[] problems =
        [
            .. result.Diagnostics.Where(each => each.Severity >= DiagnosticSeverity.Warning)
                .Select(each => each.ToString()),
        ];
        return (result.Success && problems.Length == 0 ? stream.ToArray() : null, problems);
    }

    /// <summary>Runs a program in a folder of its own.</summary>
    /// <param name="assembly">The program's assembly.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>What it wrote.</returns>
    public static string Run(byte[] assembly, string folder)
    {
        var context = new AssemblyLoadContext("guide", isCollectible: true);
        string before = Directory.GetCurrentDirectory();
        var console = Console.Out;
        using var output = new StringWriter();
        try
        {
            Directory.SetCurrentDirectory(folder);
            Console.SetOut(TextWriter.Synchronized(output));
            using var stream = new MemoryStream(assembly);
            var main = context.LoadFromStream(stream).EntryPoint!;
            object? code = main.Invoke(
                null,
                BindingFlags.DoNotWrapExceptions,
                binder: null,
                main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()],
                culture: null);
            return code is null or 0
                ? output.ToString()
                : throw new InvalidOperationException($"It ended with the exit code {code}.");
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"The program failed. It had written: {output}", error);
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
            context.Unload();
        }
    }
}
