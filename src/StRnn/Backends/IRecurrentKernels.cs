namespace StRnn.Backends;

/// <summary>
/// Point-wise recurrent cells. LSTM gate rows are stacked i, f, g, o: rows [0, H), [H, 2H), [2H, 3H), [3H, 4H); those of a recurrent
/// highway network candidate h, transform gate t: rows [0, H), [H, 2H).
/// </summary>
public interface IRecurrentKernels
{
    /// <summary>
    /// One LSTM step: i, f, o = σ(pre), g = tanh(pre); c = f*cPrev + i*g; h = o*tanh(c).
    /// Source: Liu et al. 2021, equation 1, where σ is the logistic function.
    /// </summary>
    /// <param name="gates">[4H, B]: pre-activations on entry, gate activations on return.</param>
    /// <param name="cPrevious">[H, B].</param>
    /// <param name="c">[H, B].</param>
    /// <param name="h">[H, B].</param>
    /// <param name="activation">σ.</param>
    void LstmCellForward(MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, GateActivation activation);

    /// <summary>
    /// The gradient of one LSTM step. With t = tanh(c): dc += dh*o*(1-t²); dPre_i = dc*g*σ'(i); dPre_f = dc*cPrev*σ'(f);
    /// dPre_g = dc*i*(1-g²); dPre_o = dh*t*σ'(o); dc becomes dc*f, the gradient of cPrev. σ'(y) is the derivative of σ where its
    /// output is y, see <see cref="GateActivation"/>.
    /// </summary>
    /// <param name="gates">[4H, B]: gate activations, as the forward step left them.</param>
    /// <param name="cPrevious">[H, B].</param>
    /// <param name="c">[H, B].</param>
    /// <param name="dh">[H, B]: the gradient of h.</param>
    /// <param name="dc">[H, B]: the gradient of c from later steps on entry, of cPrev on return.</param>
    /// <param name="dGates">[4H, B]: receives the gradient of the pre-activations; may be <paramref name="gates"/> itself.</param>
    /// <param name="activation">σ, as in the forward step.</param>
    void LstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        GateActivation activation);

    /// <summary>
    /// One micro-layer of a recurrent highway network with a coupled carry gate: h = tanh(pre_h), t = logistic(pre_t);
    /// s = h*t + sPrevious*(1 - t). Source: Zilly et al. 2017, equations 7 to 9 with c = 1 - t; Liu et al. 2021, equation 2.
    /// </summary>
    /// <param name="gates">[2H, B]: pre-activations on entry, h and t on return.</param>
    /// <param name="sPrevious">[H, B].</param>
    /// <param name="s">[H, B].</param>
    void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s);

    /// <summary>
    /// The gradient of one micro-layer: dPre_h = ds*t*(1-h²); dPre_t = ds*(h - sPrevious)*t*(1-t); ds becomes ds*(1-t), the gradient of
    /// sPrevious along the carry path.
    /// </summary>
    /// <param name="gates">[2H, B]: h and t, as the forward step left them.</param>
    /// <param name="sPrevious">[H, B].</param>
    /// <param name="ds">[H, B]: the gradient of s on entry, of sPrevious along the carry on return.</param>
    /// <param name="dGates">[2H, B]: receives the gradient of the pre-activations; may be <paramref name="gates"/> itself.</param>
    void RhnCellBackward(MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates);
}
