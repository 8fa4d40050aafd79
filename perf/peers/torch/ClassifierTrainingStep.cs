using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchPeer;

/// <summary>
/// One masked dense training step of a text classifier: embedding, the fused LSTM, last state, output layer, Adam,
/// masks.
/// </summary>
internal sealed class ClassifierTrainingStep
{
    private const int Classes = 5;

    private readonly Options _options;
    private readonly Embedding _embedding;
    private readonly LSTM _lstm;
    private readonly Linear _classifier;
    private readonly List<(Parameter Weight, Tensor Mask)> _masks;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _words;
    private readonly Tensor _labels;

    public ClassifierTrainingStep(Options options)
    {
        _options = options;
        _embedding = nn.Embedding(options.Vocabulary, options.Hidden);
        _lstm = nn.LSTM(options.Hidden, options.Hidden);
        _classifier = nn.Linear(options.Hidden, Classes);
        _masks = [.. _embedding.parameters().Concat(_lstm.parameters()).Where(parameter => parameter.dim() == 2).Select(
            weight => (weight, (rand(weight.shape) < options.Density).to_type(ScalarType.Float32)))];
        ApplyMasks();
        _optimizer = optim.Adam(
            [.. _embedding.parameters(), .. _lstm.parameters(), .. _classifier.parameters()], lr: 1e-5);
        _words = randint(0, options.Vocabulary, [options.Steps, options.Batch], dtype: ScalarType.Int64);
        _labels = randint(0, Classes, [options.Batch], dtype: ScalarType.Int64);
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var state = (zeros(1, _options.Batch, _options.Hidden), zeros(1, _options.Batch, _options.Hidden));
        var (_, h, _) = _lstm.forward(_embedding.forward(_words), state);
        F.cross_entropy(_classifier.forward(h[0]), _labels).backward();
        _optimizer.step();
        ApplyMasks();
    }

    private void ApplyMasks()
    {
        using var none = no_grad();
        foreach (var (weight, mask) in _masks)
        {
            weight.mul_(mask);
        }
    }
}
