using System.CommandLine;
using StRnn.Comparison.Report;

namespace StRnn.Comparison.Commands;

/// <summary>The command <c>page</c>: renders both pages from the newest records, without measuring.</summary>
internal static class PageCommand
{
    public static Command Create()
    {
        var results = CommandOptions.Results(CommandOptions.ResultsFolder);
        var report = CommandOptions.Report(CommandOptions.PerformancePage);
        var openClResults = new Option<string>("--opencl-results")
        {
            DefaultValueFactory = _ => CommandOptions.OpenClResultsFolder,
            Description = "Folder of the OpenCL backend's JSON file.",
        };
        var openClReport = new Option<string>("--opencl-report")
        {
            DefaultValueFactory = _ => CommandOptions.OpenClPage,
            Description = "The OpenCL backend's page.",
        };
        var command = new Command("page", "Renders both pages from the newest records, without measuring.")
        {
            results, report, openClResults, openClReport,
        };
        command.SetAction(parsed =>
        {
            try
            {
                var (record, openCl) = (parsed.GetValue(results)!, parsed.GetValue(openClResults)!);
                Write(parsed.GetValue(report)!, PerformancePage.Render(Record.Newest(record)));
                Write(parsed.GetValue(openClReport)!, OpenClPage.Render(Record.Newest(openCl)));
                return 0;
            }
            catch (InvalidDataException exception)
            {
                Console.Error.WriteLine($"error: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    private static void Write(string path, string page)
    {
        File.WriteAllText(path, page);
        Console.WriteLine($"wrote {path}");
    }
}
