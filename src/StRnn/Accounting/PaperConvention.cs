namespace StRnn.Accounting;

/// <summary>
/// Computes the FLOPs of whole runs by the convention of the tables of Liu et al. 2021. The paper does not describe its
/// counting; this is reconstructed from the printed figures. Inference is one window of 20 sequences times 35 steps,
/// training is all tokens of all epochs.
/// </summary>
/// <remarks>
/// The convention reproduces 3.1e16, 3.3e10 and the multipliers of Erdos-Renyi, misses 7.2e10 by 1 %, and gives 6.5e16
/// for the RHN only with 500 epochs where the text says 200. The multipliers printed for small dense models are ratios
/// of parameters.
/// </remarks>
public static class PaperConvention
{
    /// <summary>The number of tokens in what the paper calls "a single data": 20 sequences of 35 steps.</summary>
    public const int WindowTokens = 700;

    /// <summary>The number of training tokens of Penn Treebank.</summary>
    public const int PennTreebankTokens = 929_589;

    /// <summary>Computes the FLOPs of inference on one window.</summary>
    /// <param name="account">The account of the model.</param>
    /// <returns>The FLOPs.</returns>
    public static double Inference(ModelAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return WindowTokens * account.ForwardFlopsPerToken;
    }

    /// <summary>Computes the FLOPs of training.</summary>
    /// <param name="account">The account of the model.</param>
    /// <param name="tokens">The number of tokens in an epoch.</param>
    /// <param name="epochs">The number of epochs.</param>
    /// <param name="denseGradientShare">
    /// The share of steps whose weight gradient is computed at all positions: 0 for ST-RNN and SET, 1 for SNFS, 1 / (ΔT
    /// + 1) for RigL.
    /// </param>
    /// <returns>The FLOPs.</returns>
    public static double Training(ModelAccount account, long tokens, int epochs, double denseGradientShare = 0)
    {
        ArgumentNullException.ThrowIfNull(account);
        return (double)tokens * epochs
            * (account.TrainingFlopsPerTokenPaper + (denseGradientShare * account.DenseGradientFlopsPerTokenPaper));
    }
}
