using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>
/// Shows a bar over the whole run with the newest step below it; epochs and topology updates stay above as lines.
/// </summary>
internal sealed class LiveTrainingDisplay(CliConsole console) : TrainingDisplay
{
    private const int BarWidth = 40;

    private LiveDisplayContext? _live;

    public override void Observe(MetricsEvent entry)
    {
        if (entry is StepMetrics && _live is { } live)
        {
            live.UpdateTarget(Render(entry.Step, Describe(entry)));
        }
        else
        {
            console.Ansi.WriteLine(Describe(entry));
        }
    }

    protected override TrainingOutcome Show(Func<TrainingOutcome> train)
        => console.Ansi.Live(Render(Frame.FirstStep, "first steps"))
            .AutoClear(true)
            .Start(live =>
            {
                live.Refresh();
                _live = live;
                try
                {
                    return train();
                }
                finally
                {
                    _live = null;
                }
            });

    private Rows Render(long step, string description)
    {
        double share = Frame.TotalSteps > 0 ? Math.Clamp((double)step / Frame.TotalSteps, 0, 1) : 0;
        var (full, empty) = console.Ansi.Profile.Capabilities.Unicode ? ('━', '─') : ('#', '-');
        int filled = (int)(share * BarWidth);
        string bar = new string(full, filled) + new string(empty, BarWidth - filled);
        return new Rows(
            new Spectre.Console.Text($"{bar} {share:0 %}"),
            new Spectre.Console.Text(description) { Overflow = Overflow.Fold });
    }
}
