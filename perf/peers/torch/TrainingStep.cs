using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchPeer;

/// <summary>One masked dense training step: the fused LSTM, backward, clipping, SGD with momentum, masks.</summary>
internal sealed class TrainingStep
{
    private readonly Options _options;
    private readonly MaskedModel _model;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _data;
    private readonly Tensor _h;
    private readonly Tensor _c;

    public TrainingStep(Options options)
    {
        _options = options;
        _model = new MaskedModel(options);
        _optimizer = optim.SGD(_model.Parameters, learningRate: 0.1, momentum: 0.9);
        _data = randint(0, options.Vocabulary, [options.Steps + 1, options.Batch], dtype: ScalarType.Int64);
        _h = zeros(2, options.Batch, options.Hidden);
        _c = zeros(2, options.Batch, options.Hidden);
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var inputs = _data[TensorIndex.Slice(0, _options.Steps)];
        var targets = _data[TensorIndex.Slice(1)].reshape(-1);
        var x = F.dropout(_model.Embedding.forward(inputs), _options.Dropout);
        var (output, h, c) = _model.Lstm.forward(x, (_h, _c));
        output = F.dropout(output, _options.Dropout);
        var loss = F.cross_entropy(_model.Decoder.forward(output.reshape(-1, _options.Hidden)), targets);
        loss.backward();
        nn.utils.clip_grad_norm_(_model.Parameters, 10);
        _optimizer.step();
        _model.ApplyMasks();
        _h.copy_(h.detach());
        _c.copy_(c.detach());
    }
}
