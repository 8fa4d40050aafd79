using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace StRnn.Architecture.Tests;

public sealed class BuildScriptTests
{
    private static readonly string[] Verbs =
        ["setup", "build", "demo", "test", "perf", "results", "native", "pack", "samples", "clean", "help"];

    [Test]
    public void Build_ps1_has_no_syntax_error()
    {
        Parser.ParseFile(Repository.At("build.ps1"), out _, out var errors);
        Assert.That(errors.Select(error => error.ToString()), Is.Empty);
    }

    [Test]
    public void Build_ps1_handles_every_verb()
    {
        var script = Parser.ParseFile(Repository.At("build.ps1"), out _, out _);
        var handled = script.FindAll(node => node is SwitchStatementAst, searchNestedScriptBlocks: true)
            .Cast<SwitchStatementAst>()
            .SelectMany(node => node.Clauses)
            .Select(clause => ((StringConstantExpressionAst)clause.Item1).Value);
        Assert.That(handled, Is.EquivalentTo(Verbs));
    }

    [Test]
    public void Build_ps1_help_runs_and_names_every_verb()
    {
        string text = RunPowerShell("help");
        foreach (string verb in Verbs.Where(verb => verb != "help"))
        {
            Assert.That(text, Does.Contain($"  {verb} "));
        }
    }

    [Test]
    public void Build_ps1_names_the_verbs_when_it_does_not_know_one()
        => Assert.That(
            RunPowerShell("bogus"), Does.Contain("unknown verb 'bogus'").And.Contain(string.Join(' ', Verbs)));

    [Test]
    public void Build_sh_has_no_syntax_error_and_names_every_verb()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("bash is not part of Windows");
        }

        Assert.That(RunBash("-n", Repository.At("build.sh")).ExitCode, Is.Zero);
        var (helpExit, help) = RunBash(Repository.At("build.sh"), "help");
        Assert.That(helpExit, Is.Zero);
        foreach (string verb in Verbs.Where(verb => verb != "help"))
        {
            Assert.That(help, Does.Contain($"  {verb} "));
        }

        var (bogusExit, bogus) = RunBash(Repository.At("build.sh"), "bogus");
        Assert.That(bogusExit, Is.EqualTo(2));
        Assert.That(bogus, Does.Contain("unknown verb 'bogus'").And.Contain(string.Join(' ', Verbs)));
    }

    /// <summary>CMake refuses what it configured in another folder.</summary>
    [Test]
    public void Build_sh_configures_anew_in_a_checkout_that_was_moved()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("the scripts are for Linux and macOS; the rule is the same in build.ps1");
        }

        string platform = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string root = Directory.CreateTempSubdirectory("strnn-moved-").FullName;
        try
        {
            string before = Path.Combine(root, "before"), after = Path.Combine(root, "after");
            Directory.CreateDirectory(Path.Combine(before, "native"));
            File.Copy(Repository.At("build.sh"), Path.Combine(before, "build.sh"));
            Directory.CreateDirectory(Path.Combine(before, "cmake"));
            File.Copy(Repository.At("cmake", "platforms.sh"), Path.Combine(before, "cmake", "platforms.sh"));
            File.WriteAllText(
                Path.Combine(before, "native", "CMakeLists.txt"),
                "cmake_minimum_required(VERSION 3.20)\nproject(empty LANGUAGES NONE)\n");
            var (exit, text) = RunBash(Path.Combine(before, "build.sh"), "native", platform);
            Assert.That(exit, Is.Zero, text);
            Directory.Move(before, after);
            (exit, text) = RunBash(Path.Combine(after, "build.sh"), "native", platform);
            Assert.That(exit, Is.Zero, text);
            Assert.That(text, Does.Contain("the checkout was moved"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Test]
    public void The_readme_lists_every_verb()
    {
        string readme = File.ReadAllText(Repository.At("README.md"));
        foreach (string verb in Verbs.Where(verb => verb != "help"))
        {
            Assert.That(readme, Does.Contain($"`{verb}`"));
        }
    }

    [Test]
    public void Scripts_end_their_lines_with_line_feeds_only()
    {
        foreach (string script in (string[])["build.sh", "cmake/platforms.sh", "build.ps1", ".ci/run"])
        {
            Assert.That(File.ReadAllText(Repository.At(script)), Does.Not.Contain('\r'), script);
        }
    }

    private static string RunPowerShell(string verb)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        var output = Console.Out;
        var error = Console.Error;
        using var captured = new StringWriter();
        Console.SetOut(captured);
        Console.SetError(captured);
        try
        {
            shell.AddCommand(Repository.At("build.ps1")).AddArgument(verb).Invoke();
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }

        return captured.ToString() + string.Join('\n', shell.Streams.Error);
    }

    private static (int ExitCode, string Output) RunBash(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
