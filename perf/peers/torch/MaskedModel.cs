using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchPeer;

/// <summary>
/// Embedding, two LSTM layers, decoder: dense matrices under random masks, as sparse training is simulated in PyTorch.
/// </summary>
internal sealed class MaskedModel
{
    private readonly List<Parameter> _weights;
    private readonly List<Tensor> _masks = [];

    public MaskedModel(Options options)
    {
        Embedding = nn.Embedding(options.Vocabulary, options.Hidden);
        Lstm = nn.LSTM(options.Hidden, options.Hidden, 2, dropout: options.Dropout);
        Decoder = nn.Linear(options.Hidden, options.Vocabulary);
        Parameters = [.. Embedding.parameters(), .. Lstm.parameters(), .. Decoder.parameters()];
        _weights = [.. Parameters.Where(parameter => parameter.dim() == 2)];
        using var none = no_grad();
        foreach (var parameter in Parameters)
        {
            parameter.copy_((rand(parameter.shape) * 0.08) - 0.04);
        }

        foreach (var weight in _weights)
        {
            _masks.Add((rand(weight.shape) < options.Density).to_type(ScalarType.Float32));
        }

        ApplyMasks();
    }

    public Embedding Embedding { get; }

    public LSTM Lstm { get; }

    public Linear Decoder { get; }

    public List<Parameter> Parameters { get; }

    public void ApplyMasks()
    {
        using var none = no_grad();
        for (int i = 0; i < _weights.Count; i++)
        {
            _weights[i].mul_(_masks[i]);
        }
    }
}
