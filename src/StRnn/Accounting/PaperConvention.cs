namespace StRnn.Accounting;

/// <summary>
/// FLOPs of whole runs by the convention of the paper's tables, as reconstructed from its printed figures (Liu et al. 2021 does not describe its
/// counting): inference is one window of 20 streams times 35 steps, training all tokens of all epochs.
/// </summary>
/// <remarks>
/// It reproduces 3.1e16 and 3.3e10 and the multipliers of Erdos-Renyi, misses 7.2e10 by 1 %, and gives 6.5e16 for the RHN only with 500 epochs where the
/// text says 200. The multipliers printed for small dense models are ratios of parameters.
/// </remarks>
public static class PaperConvention
{
    /// <summary>Tokens of "a single data": 20 streams of 35 steps.</summary>
    public const int WindowTokens = 700;

    /// <summary>Training tokens of Penn Treebank.</summary>
    public const int PennTreebankTokens = 929_589;

    /// <summary>Inference on one window.</summary>
    /// <param name="account">The model.</param>
    public static double Inference(ModelAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return WindowTokens * account.ForwardFlopsPerToken;
    }

    /// <summary>Training on tokens, epoch by epoch.</summary>
    /// <param name="account">The model.</param>
    /// <param name="tokens">Tokens of an epoch.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="denseGradientShare">
    /// The share of steps whose weight gradient is computed at all positions: 0 for ST-RNN and SET, 1 for SNFS, 1 / (ΔT + 1) for RigL.
    /// </param>
    public static double Training(ModelAccount account, long tokens, int epochs, double denseGradientShare = 0)
    {
        ArgumentNullException.ThrowIfNull(account);
        return (double)tokens * epochs
            * (account.TrainingFlopsPerTokenPaper + (denseGradientShare * account.DenseGradientFlopsPerTokenPaper));
    }
}
