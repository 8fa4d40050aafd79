using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>A bar over the whole run with the newest step beside it; epochs and topology updates stay above as lines.</summary>
internal sealed class LiveTrainingDisplay(CliConsole console) : TrainingDisplay
{
    private ProgressTask? _bar;

    public override void Observe(MetricsEntry entry)
    {
        if (entry.Event == "step" && _bar is { } bar)
        {
            bar.Value = entry.Step ?? 0;
            bar.Description = Markup.Escape(Describe(entry));
        }
        else
        {
            console.Ansi.MarkupLine(Markup.Escape(Describe(entry)));
        }
    }

    protected override TrainingOutcome Show(Func<TrainingOutcome> train)
        => console.Ansi.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                _bar = context.AddTask("first steps", maxValue: Frame.TotalSteps);
                _bar.Value = Frame.FirstStep;
                try
                {
                    return train();
                }
                finally
                {
                    _bar = null;
                }
            });
}
