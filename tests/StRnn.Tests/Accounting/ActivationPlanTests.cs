using StRnn.Backends.Reference;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;

namespace StRnn.Tests.Accounting;

public sealed class ActivationPlanTests
{
    private static readonly LstmLanguageModelOptions Options = new() { VocabularySize = 50, Hidden = 12, Layers = 2 };

    /// <summary>
    /// Counts a window of N = T*B tokens by hand, with H = 12 and V = 50: embeddings; in each layer the gates, h and c
    /// with the preceding state, and the gradients of h and c; log-sum-exp, losses, logits, and the gradient of each
    /// layer's input. Without dropout, nothing is copied.
    /// </summary>
    [Test]
    public void A_plan_is_what_the_window_needs([Values] bool isSparse)
    {
        const int Batch = 16;
        const int Steps = 4;
        const int Window = Batch * Steps;
        const int Hidden = 12;
        const int Layer =
            (4 * Hidden * Window) + (2 * Hidden * (Window + Batch)) + (Hidden * Window) + (Hidden * Batch);
        const int Floats = (Hidden * Window) + (2 * Layer) + (2 * Window) + (50 * Window) + (Hidden * Window);
        const int Integers = 2 * Window;

        var model = new LstmLanguageModel(Options);
        long planned = model.ActivationLengthInBytes(Batch, Steps, isSparse, keepsFactors: false);

        Assert.That(planned, Is.EqualTo(4 * (Floats + Integers)));
    }

    [Test]
    public void A_planned_model_is_still_only_declared()
    {
        var model = new LstmLanguageModel(Options);
        model.ActivationLengthInBytes(4, 3, isSparse: true, keepsFactors: false);
        Assert.That(() => model.Parameters[0].Weight, Throws.InvalidOperationException);

        using var backend = new ReferenceBackend<float>();
        ModelInitializer.Initialize(backend, model.Parameters, initializer: null, seed: 1);
        Assert.That(
            () => model.ActivationLengthInBytes(4, 3, isSparse: true, keepsFactors: false),
            Throws.InvalidOperationException.With.Message.Contains("only declared"));
        foreach (var parameter in model.Parameters)
        {
            parameter.Dispose();
        }
    }
}
