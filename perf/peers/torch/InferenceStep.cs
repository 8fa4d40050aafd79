using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchPeer;

/// <summary>
/// One token for each stream through a hand-written cell, which on a CPU is several times faster than nn.LSTM with one
/// step.
/// </summary>
internal sealed class InferenceStep
{
    private readonly MaskedModel _model;
    private readonly Tensor[] _weights;
    private readonly Tensor _tokens;
    private readonly Tensor[] _h;
    private readonly Tensor[] _c;

    public InferenceStep(Options options)
    {
        _model = new MaskedModel(options);
        _model.Lstm.eval();
        _weights = [.. _model.Lstm.parameters()];
        _tokens = randint(0, options.Vocabulary, [options.Batch], dtype: ScalarType.Int64);
        _h = [zeros(options.Batch, options.Hidden), zeros(options.Batch, options.Hidden)];
        _c = [zeros(options.Batch, options.Hidden), zeros(options.Batch, options.Hidden)];
    }

    public void Run()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var x = _model.Embedding.forward(_tokens);
        for (int layer = 0; layer < 2; layer++)
        {
            var gates = F.linear(x, _weights[4 * layer], _weights[(4 * layer) + 2])
                + F.linear(_h[layer], _weights[(4 * layer) + 1], _weights[(4 * layer) + 3]);
            var parts = gates.chunk(4, 1);
            var c = (sigmoid(parts[1]) * _c[layer]) + (sigmoid(parts[0]) * tanh(parts[2]));
            x = sigmoid(parts[3]) * tanh(c);
            _c[layer].copy_(c);
            _h[layer].copy_(x);
        }

        _model.Decoder.forward(x);
    }
}
