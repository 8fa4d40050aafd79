namespace StRnn.Backends.Kernels;

/// <summary>The side of the candidate's recurrent product on which a GRU's reset gate r acts.</summary>
public enum ResetGate
{
    /// <summary>
    /// After the product: n = φ(W_in*x + b_in + r*(W_hn*h + b_hn)). Source: PyTorch's GRU, and Keras's with
    /// <c>reset_after</c>.
    /// </summary>
    AfterProduct = 0,

    /// <summary>Before the product: n = φ(W_in*x + b_in + W_hn*(r*h)). Source: Cho et al. 2014, equation 8.</summary>
    BeforeProduct = 1,
}
