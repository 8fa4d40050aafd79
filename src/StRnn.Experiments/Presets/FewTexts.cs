using StRnn.Experiments.Configuration;

namespace StRnn.Experiments.Presets;

/// <summary>
/// Fits a classifier's recipe to few texts: an epoch of them is a handful of steps, and 8 epochs teach a model nothing.
/// </summary>
internal static class FewTexts
{
    private const int SmallestBatch = 8;
    private const int MostEpochs = 200;

    /// <summary>
    /// Returns the configuration with a smaller batch and more epochs, where the preset's own give fewer steps than
    /// <see cref="TrainingConfig.LeastSteps"/>; fitted twice it is the same.
    /// </summary>
    /// <param name="config">A configuration whose <see cref="LabelledTextConfig.TrainTexts"/> are known.</param>
    public static ClassifierConfig Fit(ClassifierConfig config)
    {
        var training = config.Training;
        if (training.LeastSteps is not { } least
            || config.Data.TrainTexts is not { } texts
            || ClassifierPresets.All.FirstOrDefault(preset => preset.Name == config.Preset)?.Training is not { } recipe
            || (training.Batch, training.Epochs, training.Patience) != (recipe.Batch, recipe.Epochs, recipe.Patience))
        {
            return config;
        }

        int batch = training.Batch;
        while (batch > SmallestBatch && StepsPerEpoch(batch) * training.Epochs < least)
        {
            batch /= 2;
        }

        long needed = (least + StepsPerEpoch(batch) - 1) / StepsPerEpoch(batch);
        int epochs = (int)Math.Clamp(needed, training.Epochs, MostEpochs);
        return config with
        {
            Training = training with
            {
                Batch = batch,
                Epochs = epochs,

                // As many steps without a better validation as by the recipe, or more.
                Patience = ((training.Patience * epochs) + training.Epochs - 1) / training.Epochs,
            },
        };

        long StepsPerEpoch(int size) => Math.Max(1, (texts + size - 1L) / size);
    }
}
