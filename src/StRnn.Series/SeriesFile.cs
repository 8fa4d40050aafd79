using System.Text.Json;
using System.Text.Json.Serialization;
using StRnn.Backends;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Series;

/// <summary>
/// What a model of series needs besides its weights, as <c>series.json</c> in its run's folder: its shape, and the
/// layout with the standardisation of its training data.
/// </summary>
/// <param name="Model">The shape of the model.</param>
/// <param name="Forecast">The layout of a forecast; null for a model of sequences.</param>
/// <param name="Sequences">The layout of a model of sequences; null for a forecast.</param>
public sealed record SeriesFile(
    SeriesModelOptions Model, ForecastLayout? Forecast = null, SequenceLayout? Sequences = null)
{
    /// <summary>The name of the file.</summary>
    public const string Name = "series.json";

    /// <summary>Writes the file into a run's folder, atomically.</summary>
    /// <param name="run">The run's folder, which exists.</param>
    /// <exception cref="FileNotWrittenException">The file cannot be written; the old one is unchanged.</exception>
    public void Save(RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunDirectory.WriteText(run.File(Name), JsonSerializer.Serialize(this, SeriesJson.Default.SeriesFile) + "\n");
    }

    /// <summary>Reads the file of a run's folder.</summary>
    /// <param name="run">The run's folder.</param>
    /// <returns>The file.</returns>
    /// <exception cref="SeriesException">There is no such file, or it is damaged.</exception>
    public static SeriesFile Load(RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string path = run.File(Name);
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), SeriesJson.Default.SeriesFile);
            if (file is not { Model: not null } || (file.Forecast is null) == (file.Sequences is null))
            {
                throw new SeriesException($"'{path}' names no layout: train the model again.");
            }

            file.Check();
            return file;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new SeriesException(
                $"'{path}' is damaged: {error.Message.ReplaceLineEndings(" ")} Train the model again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SeriesException(
                $"'{run.Path}' holds no model of series: '{Name}' cannot be read ({error.Message}).", error);
        }
        catch (JsonException error)
        {
            throw new SeriesException($"'{path}' is damaged: {error.Message} Train the model again.", error);
        }
    }

    /// <summary>Opens the model of a run's folder, with its best weights.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="backend">The backend that is to hold the model.</param>
    /// <param name="weights">The form of the weights; in 16 bits they are for inference alone.</param>
    /// <returns>The model; the caller disposes its parameters.</returns>
    /// <exception cref="SeriesException">The file is missing or damaged.</exception>
    /// <exception cref="CheckpointException">The weights are missing or damaged.</exception>
    public static (SeriesFile File, SeriesModel Model) Open(
        RunDirectory run, IBackend backend, WeightStorage weights = WeightStorage.Float32)
    {
        var file = Load(run);
        var model = new SeriesModel(file.Model);
        Checkpoint.LoadWeights(run.BestCheckpointPath, backend, model.Parameters, weights);
        return (file, model);
    }

    /// <exception cref="ArgumentException">Model and layout do not fit each other.</exception>
    private void Check()
    {
        var model = new SeriesModel(Model);
        if (Forecast is { } forecast)
        {
            forecast.Check();
            SeriesForecaster.CheckShape(model, forecast);
        }
        else
        {
            Sequences!.Check(Model);
        }
    }
}

/// <summary>The JSON of <see cref="SeriesFile"/>, generated, so that trimmed and native programs read it.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SeriesFile))]
internal sealed partial class SeriesJson : JsonSerializerContext;
