using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Sparsity.Structures;
using StRnn.Tensors;
using StRnn.Text.Classification;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>The smaller dense model inside one whose units have vanished, as a run folder of its own.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Progress">The progress of the run that it comes from.</param>
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
    /// <summary>Gets the trainable values of all matrices that remain.</summary>
    public long WeightsAfter
        => ModelAccount.Plan(ModelDeclaration.Of(Config).Parameters, initializer: null).WeightCount;

    /// <exception cref="RunException">The model is sparse.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    public static ExtractedModel Of(RunConfig config, string checkpoint)
    {
        using var backend = new ReferenceBackend<float>();
        var (parameters, units) = ModelDeclaration.Of(config);
        try
        {
            var progress = Checkpoint.LoadWeights(checkpoint, backend, parameters);
            if (parameters.FirstOrDefault(parameter => parameter.Weight.IsSparse) is { } sparse)
            {
                throw new RunException(
                    RunProblem.SparseModel,
                    $"'{checkpoint}' is sparse ('{sparse.Name}'): only a dense model's units are extracted.");
            }

            var extraction = new UnitExtraction(units);
            return new ExtractedModel(
                config.WithUnits([.. extraction.Kept.Select(kept => kept.Length)]) with
                {
                    Method = MethodConfig.OfDense,
                },
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
        var parameters = ModelDeclaration.Of(Config).Parameters;
        try
        {
            foreach (var (parameter, values) in parameters.Zip(Weights))
            {
                parameter.Replace(new DenseWeight(backend, parameter.Rows, parameter.Columns));
                parameter.Weight.SetValues(values);
            }

            to.Create();
            CopyVocabulary(from, to);
            Checkpoint.Save(to.BestCheckpointPath, parameters, [], [], Progress);
            Config.Write(to);
        }
        finally
        {
            Free(parameters);
        }
    }

    private void CopyVocabulary(RunDirectory from, RunDirectory to)
    {
        if (Config is ClassifierConfig)
        {
            WordIndexFile.Write(to, WordIndexFile.Read(from));
        }
        else
        {
            VocabularyFile.Write(to, VocabularyFile.Read(from, Config.DataSource.VocabularySize));
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
