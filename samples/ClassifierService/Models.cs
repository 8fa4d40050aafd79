using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;

namespace ClassifierService;

/// <summary>Trains both models, one after the other, and has each ready once it is trained.</summary>
internal sealed class Models(IBackend backend, ILogger<Models> logger) : BackgroundService
{
    private readonly TaskCompletionSource<OpenedClassifier> _classifier = new();
    private readonly TaskCompletionSource<OpenedLanguageModel> _language = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("strnn-service-").FullName;

    public Task<OpenedClassifier> Classifier => _classifier.Task;

    public Task<OpenedLanguageModel> Language => _language.Task;

    public override void Dispose()
    {
        base.Dispose();
        if (Classifier.IsCompletedSuccessfully)
        {
            Classifier.Result.Dispose();
        }

        if (Language.IsCompletedSuccessfully)
        {
            Language.Result.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            _classifier.SetResult(await TrainClassifierAsync(stoppingToken));
            _language.SetResult(await TrainLanguageAsync(stoppingToken));
        }
        catch (Exception error)
        {
            // Whoever waits for a model is told.
            _classifier.TrySetException(error);
            _language.TrySetException(error);
            throw;
        }
    }

    private async Task<OpenedClassifier> TrainClassifierAsync(CancellationToken stop)
    {
        string[] praise = ["splendid", "lovely", "moving"], blame = ["dreadful", "dull", "tedious"];
        string[] things = ["film", "story"];
        string data = Path.Combine(_folder, "reviews.csv");
        await File.WriteAllLinesAsync(
            data,
            Enumerable.Range(0, 300)
                .Select(i => i % 2 == 0 ? $"good,a {praise[i / 2 % 3]}" : $"bad,a {blame[i / 2 % 3]}")
                .Select((review, i) => $"{review} {things[i / 6 % 2]}")
                .Prepend("label,text"),
            stop);
        var config = ClassifierPresets.Get("text").ToConfig(data);
        config = config with
        {
            Model = config.Model with { Width = 16, Hidden = 16 },
            Training = config.Training with { Epochs = 6, Batch = 8, Bptt = 10, Lr = 0.02 },
        };
        var run = await TrainAsync("reviews", config, stop);
        return run.OpenClassifier(backend);
    }

    private async Task<OpenedLanguageModel> TrainLanguageAsync(CancellationToken stop)
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, "farm")).FullName;
        string[] sentences = ["the old owl follows the pale moon", "the young cat sees a grey mouse"];
        foreach (string split in new[] { "train", "valid", "test" })
        {
            await File.WriteAllLinesAsync(
                Path.Combine(data, $"{split}.txt"),
                Enumerable.Range(0, 300).Select(i => sentences[i * i % 7 % 2]),
                stop);
        }

        var preset = LanguageModelPresets.Get("ptb-lstm-small");
        var config = preset.ToConfig(data, preset.ToMethod(sparsity: 0.5));
        config = config with
        {
            Model = new LstmConfig { Hidden = 32, EmbeddingRange = 0.1, RecurrentRange = 0.1 },
            Training = config.Training with { Epochs = 10, Batch = 10, Bptt = 10, Lr = 10 },
        };
        var run = await TrainAsync("language", config, stop);
        return run.OpenLanguageModel(backend);
    }

    // A service with a folder that stays would go on with a training that was stopped, and only open a finished one.
    private async Task<Run> TrainAsync(string name, RunConfig config, CancellationToken stop)
    {
        var options = new RunOptions { Logger = logger };
        var run = await Run.TrainAsync(Path.Combine(_folder, name), config, backend, options, stop);
        stop.ThrowIfCancellationRequested();
        return run;
    }
}
