using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Experiments.Benchmarks;

/// <summary>A model whose training steps are timed.</summary>
/// <param name="Name">Its preset, and the cell where that is not the preset's.</param>
/// <param name="VocabularySize">V.</param>
/// <param name="Cell">The cell's name.</param>
/// <param name="Hidden">H.</param>
/// <param name="Layers">L.</param>
/// <param name="Depth">D of an RHN.</param>
/// <param name="Training">The recipe.</param>
/// <param name="Begin">Draws pattern and weights for so many connections; null for dense weights.</param>
internal sealed record BenchSubject(
    string Name,
    int VocabularySize,
    string Cell,
    int Hidden,
    int Layers,
    int? Depth,
    TrainingConfig Training,
    Func<IBackend, ISparseInitializer?, StepRunner> Begin)
{
    public int TokensPerStep => Training.Batch * Training.Bptt;

    public static BenchSubject Of(LanguageModelPreset preset, ModelConfig model, int vocabularySize)
    {
        var training = preset.Training;
        return new BenchSubject(
            Named(preset.Name, preset.Model.Cell, model.Cell),
            vocabularySize,
            model.Cell,
            model.Hidden,
            (model as StackedConfig)?.Layers ?? 1,
            (model as RhnConfig)?.Depth,
            training,
            (backend, initializer) => SyntheticLanguageModeling.Create(
                backend,
                model.ToModel(vocabularySize),
                initializer,
                training.Batch,
                training.Bptt,
                training.ToOptimizer(backend),
                training.Seed));
    }

    public static BenchSubject Of(ClassifierPreset preset, ClassifierModelConfig model, int vocabularySize)
    {
        var training = preset.Training;
        return new BenchSubject(
            Named(preset.Name, preset.Model.CellName, model.CellName),
            vocabularySize,
            model.CellName,
            model.Hidden,
            model.Layers ?? 1,
            Depth: null,
            training,
            (backend, initializer) => SyntheticClassification.Create(
                backend,
                model.ToModel(vocabularySize, preset.Classes),
                initializer,
                training.Batch,
                training.Bptt,
                isZipf: true,
                training.ToOptimizer(backend),
                training.Seed));
    }

    private static string Named(string preset, string published, string cell)
        => cell == published ? preset : $"{preset} as {cell}";
}
