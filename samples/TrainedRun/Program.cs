// Trains by a published recipe, made small, into a run folder that the strnn tool reads as well; opens the folder again
// and evaluates what is in it.
using Microsoft.Extensions.DependencyInjection;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

var services = new ServiceCollection();
services.AddStRnn(options => options.Threads = 1).AddCpu().AddOpenCL();
using var provider = services.BuildServiceProvider();
var backend = provider.GetRequiredService<IBackend>();

var preset = LanguageModelPresets.Get(LanguageModelPresets.SmallLstm);
var recipe = preset.ToConfig("dotnet-docs", preset.ToMethod(sparsity: 0.8));
var config = recipe with
{
    Data = recipe.Data with { TrainTokens = 20_000, EvaluationTokens = 5_000 },
    Model = recipe.Model.WithHidden(50),
    Training = recipe.Training with { Epochs = 3 },
};
string folder = Path.Combine(Path.GetTempPath(), $"strnn-sample-{Guid.NewGuid():N}");
try
{
    TrainingOutcome outcome;
    using (var training = Run.Begin(folder, config, backend))
    {
        outcome = training.Train();
    }

    var run = Run.Open(folder);
    int words = ((LanguageModelConfig)run.Config).Data.VocabularySize;
    double perplexity = run.Evaluate(backend, SplitNames.Test).Result.Perplexity;
    Console.WriteLine(
        $"TrainedRun: {run.Config.Preset}, 20 % of its connections, test perplexity {perplexity:F1} of {words} words");
    return outcome == TrainingOutcome.Completed && perplexity < words / 4.0 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
