using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchPeer;

/// <summary>
/// One masked dense training step of an RHN with tied weights and the variational dropout rates of Liu et al. 2021:
/// backward, clipping, SGD with momentum, masks.
/// </summary>
internal sealed class RhnTrainingStep
{
    private readonly Options _options;
    private readonly List<Parameter> _parameters = [];
    private readonly Parameter _embedding;
    private readonly Parameter _input;
    private readonly Parameter[] _hidden;
    private readonly Parameter[] _biases;
    private readonly Parameter _decoderBias;
    private readonly List<(Parameter Weight, Tensor Mask)> _masks;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _data;
    private readonly Tensor _state;

    public RhnTrainingStep(Options options)
    {
        _options = options;
        int width = options.Hidden;
        _embedding = Add(options.Vocabulary, width);
        _input = Add(2 * width, width);
        _hidden = [.. Enumerable.Range(0, options.Depth).Select(_ => Add(2 * width, width))];
        _biases = [.. Enumerable.Range(0, options.Depth).Select(_ => Add(2 * width))];
        _decoderBias = Add(options.Vocabulary);
        _masks = [.. _parameters.Where(parameter => parameter.dim() == 2).Select(
            weight => (weight, (rand(weight.shape) < options.Density).to_type(ScalarType.Float32)))];
        ApplyMasks();
        _optimizer = optim.SGD(_parameters, learningRate: 0.1, momentum: 0.9);
        _data = randint(0, options.Vocabulary, [options.Steps + 1, options.Batch], dtype: ScalarType.Int64);
        _state = zeros(options.Batch, width);
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var targets = _data[TensorIndex.Slice(1)].reshape(-1);
        var (logits, state) = Forward(_data[TensorIndex.Slice(0, _options.Steps)].reshape(-1));
        F.cross_entropy(logits, targets).backward();
        nn.utils.clip_grad_norm_(_parameters, 10);
        _optimizer.step();
        ApplyMasks();
        _state.copy_(state.detach());
    }

    private static Tensor Mask(double probability, params long[] shape)
        => (rand(shape) >= probability).to_type(ScalarType.Float32) / (1 - probability);

    private (Tensor Logits, Tensor State) Forward(Tensor words)
    {
        var (steps, batch, width) = (_options.Steps, _options.Batch, _options.Hidden);
        var x = _embedding.index_select(0, words).reshape(steps, batch, width)
            * Mask(0.2, _options.Vocabulary, 1).index_select(0, words).reshape(steps, batch, 1)
            * Mask(0.65, 1, batch, width);
        var hiddenMask = Mask(0.25, batch, width);
        var fromInput = F.linear(x, _input);
        var state = _state;
        var outputs = new List<Tensor>();
        for (int t = 0; t < steps; t++)
        {
            for (int l = 0; l < _options.Depth; l++)
            {
                var gates = F.linear(state * hiddenMask, _hidden[l], _biases[l]);
                var parts = (l == 0 ? gates + fromInput[t] : gates).chunk(2, 1);
                state = state + (sigmoid(parts[1]) * (tanh(parts[0]) - state));
            }

            outputs.Add(state);
        }

        var output = stack(outputs) * Mask(0.65, 1, batch, width);
        return (F.linear(output.reshape(-1, width), _embedding, _decoderBias), state);
    }

    private Parameter Add(params long[] shape)
    {
        var parameter = new Parameter((rand(shape) * 0.08) - 0.04);
        _parameters.Add(parameter);
        return parameter;
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
