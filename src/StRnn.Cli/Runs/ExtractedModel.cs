using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Cli.Configuration;
using StRnn.Sparsity.Structures;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Runs;

/// <summary>The smaller dense model inside one whose units have vanished, as a run folder of its own.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Progress">Where the run stood that it comes from.</param>
/// <param name="Weights">Its weights by parameter, row after row.</param>
/// <param name="Structures">Each layer's name, units before, and units that remain.</param>
/// <param name="WeightsBefore">Trainable values of all matrices before.</param>
internal sealed record ExtractedModel(
    RunConfig Config,
    TrainingProgress Progress,
    IReadOnlyList<float[]> Weights,
    IReadOnlyList<(string Name, int Units, int Kept)> Structures,
    long WeightsBefore)
{
    public long WeightsAfter => ModelAccount.Plan(Config.DeclareParameters(), initializer: null).WeightCount;

    /// <exception cref="ConfigException">The model is sparse.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    public static ExtractedModel Of(RunConfig config, string checkpoint)
    {
        using var backend = new ReferenceBackend<float>();
        var (parameters, units) = config.DeclareUnits();
        try
        {
            var progress = Checkpoint.LoadWeights(checkpoint, backend, parameters);
            if (parameters.FirstOrDefault(parameter => parameter.Weight.IsSparse) is { } sparse)
            {
                throw new ConfigException($"'{checkpoint}' is sparse ('{sparse.Name}'): only a dense model's units are extracted, see --method iss.");
            }

            var extraction = new UnitExtraction(units);
            return new ExtractedModel(
                config.WithUnits([.. extraction.Kept.Select(kept => kept.Length)]) with { Method = MethodConfig.OfDense },
                progress,
                [.. parameters.Select(parameter => extraction.Extract(parameter).Values)],
                [.. units.Zip(extraction.Kept, (structure, kept) => (structure.Name, structure.Units, kept.Length))],
                ModelAccount.Of(parameters).WeightCount);
        }
        finally
        {
            Free(parameters);
        }
    }

    /// <summary>Writes configuration, vocabulary and best checkpoint.</summary>
    /// <param name="from">The run that it comes from.</param>
    /// <param name="to">A folder without a run.</param>
    public void Write(RunDirectory from, RunDirectory to)
    {
        using var backend = new ReferenceBackend<float>();
        var parameters = Config.DeclareParameters();
        try
        {
            foreach (var (parameter, values) in parameters.Zip(Weights))
            {
                parameter.Replace(new DenseWeight(backend, parameter.Rows, parameter.Columns));
                parameter.Weight.SetValues(values);
            }

            to.Create();
            Config.CopyVocabulary(from, to);
            Checkpoint.Save(to.BestCheckpointPath, parameters, [], [], Progress);
            Config.Write(to);
        }
        finally
        {
            Free(parameters);
        }
    }

    private static void Free(IReadOnlyList<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            parameter.Dispose();
        }
    }
}
