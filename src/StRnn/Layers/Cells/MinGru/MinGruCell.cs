using StRnn.Backends.Kernels;

namespace StRnn.Layers.Cells.MinGru;

/// <summary>
/// The minGRU: a GRU whose gate and candidate do not read the state, so that all its products run over whole windows.
/// Its candidate is linear, as in the paper's section 3.1; the paper's log-space form, whose candidate is positive, is
/// not followed: a scan in order needs no logarithms. Source: Feng et al. 2024 (arXiv 2410.01201).
/// </summary>
public sealed class MinGruCell : RecurrentCell
{
    /// <inheritdoc/>
    public override string Name => "mingru";

    /// <inheritdoc/>
    public override string Title => "minGRU";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => ["h", "z"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RecurrentWeights => [];

    /// <inheritdoc/>
    public override IReadOnlyList<float> WithoutInput => [0, float.PositiveInfinity];

    /// <inheritdoc/>
    public override CandidateActivation Candidate => CandidateActivation.Identity;

    /// <inheritdoc/>
    public override RecurrentLayer NewLayer(string place, int inputs, int hidden, RecurrentLayerOptions options)
        => new MinGruLayer(this, place, inputs, hidden, options);
}
