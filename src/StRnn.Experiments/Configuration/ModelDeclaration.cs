using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Layers;

namespace StRnn.Experiments.Configuration;

/// <summary>Declares and counts the model that a configuration describes; nothing is allocated.</summary>
internal static class ModelDeclaration
{
    /// <summary>Declares the model's parameters, and says which rows and columns belong to its hidden units.</summary>
    /// <exception cref="FormatException">A word of the configuration stands for nothing.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static (IReadOnlyList<Parameter> Parameters, IReadOnlyList<UnitStructure> Units) Of(RunConfig config)
    {
        switch (config)
        {
            case LanguageModelConfig language:
                var model = language.ToModel();
                return (model.Parameters, model.UnitStructures);
            case ClassifierConfig texts:
                var classifier = texts.ToModel();
                return (classifier.Parameters, classifier.UnitStructures);
            default:
                throw Unknown(config);
        }
    }

    /// <summary>Names the model's parameters with their shapes: equal ones fit the same checkpoint.</summary>
    public static IEnumerable<(string Name, int Rows, int Columns)> ShapesOf(RunConfig config)
        => Of(config).Parameters.Select(parameter => (parameter.Name, parameter.Rows, parameter.Columns));

    /// <summary>Counts the model's weights and FLOPs.</summary>
    public static ModelAccount AccountOf(RunConfig config)
        => ModelAccount.Plan(Of(config).Parameters, config.Method.ToInitializer());

    /// <summary>
    /// Plans the bytes of activations that forward and backward pass of a training step hold on the CPU backend; of a
    /// classifier at most.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="keepsFactors">True if the step keeps the factors of its weight gradients, as one with a dense
    /// gradient does.</param>
    public static long ActivationLengthInBytes(RunConfig config, bool keepsFactors)
    {
        bool isSparse = config.Method.ToMethod().Initializer is not null;
        return config switch
        {
            LanguageModelConfig language => language.ToModel().ActivationLengthInBytes(
                config.Training.Batch, config.Training.Bptt, isSparse, keepsFactors),
            ClassifierConfig texts => texts.ToModel().ActivationLengthInBytes(
                config.Training.Batch, texts.Sequence, isSparse, keepsFactors),
            _ => throw Unknown(config),
        };
    }

    private static NotSupportedException Unknown(RunConfig config)
        => new($"{config.GetType().Name} describes no model.");
}
