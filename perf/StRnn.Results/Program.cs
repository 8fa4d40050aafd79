using System.CommandLine;
using System.Globalization;
using StRnn.Results;
using StRnn.Results.Data;
using StRnn.Results.Pages;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var docs = new Option<string>("--docs")
{
    DefaultValueFactory = _ => "docs/results",
    Description = "The folder of the pages.",
};
var page = new Option<string>("--page") { Description = "The page, without its ending.", Required = true };
var runs = new Option<string>("--runs") { Description = "The folder above the run folders.", Required = true };
var steps = new Option<bool>("--steps") { Description = "Keep the lines about training steps, not only quartiles." };
var finished = new Option<bool>("--finished") { Description = "Leave out runs that are not done." };
var check = new Option<bool>("--check")
{
    Description = "Write nothing; exit with 1 where a page is not what its CSV files give.",
};

var collect = new Command("collect", "Adds run folders to a page's CSV files.") { page, runs, steps, finished, docs };
collect.SetAction(parsed => Answer(() =>
{
    string name = parsed.GetValue(page)!;
    _ = ResultsPage.Get(name);
    var added = RunFolder.ReadAll(parsed.GetValue(runs)!, parsed.GetValue(steps), parsed.GetValue(finished));
    RunStore.Add(Path.Combine(parsed.GetValue(docs)!, "data"), name, added);
    Console.WriteLine($"{name}: {added.Count} runs");
    return 0;
}));

var render = new Command("render", "Writes the tables and plots of the pages from the CSV files.") { check, docs };
render.SetAction(parsed => Answer(() =>
{
    bool isChecked = parsed.GetValue(check);
    var stale = ResultsPage.All.Where(entry => !PageFile.Render(parsed.GetValue(docs)!, entry, isChecked)).ToList();
    stale.ForEach(entry => Console.Error.WriteLine(isChecked
        ? $"error: {entry.Name}.md is not what its CSV files give: run ./build.sh results."
        : $"wrote {entry.Name}.md"));
    return isChecked && stale.Count > 0 ? 1 : 0;
}));

return new RootCommand("Keeps the measured results: run folders to CSV files, CSV files to pages.") { collect, render }
    .Parse(args).Invoke();

// A problem with a file is reported in one line.
static int Answer(Func<int> action)
{
    try
    {
        return action();
    }
    catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return 1;
    }
}
