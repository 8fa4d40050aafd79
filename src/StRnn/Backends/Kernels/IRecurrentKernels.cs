using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The kernels for point-wise recurrent cells. LSTM gate rows are stacked i, f, g, o: rows [0, H), [H, 2H), [2H, 3H),
/// [3H, 4H); those of a recurrent highway network candidate h, transform gate t: rows [0, H), [H, 2H).
/// </summary>
/// <remarks>
/// The content that a forward step leaves in the candidate's rows, and that the backward step expects there, depends on
/// φ: φ(pre) for tanh, whose derivative follows from its output; the unchanged pre-activation for all others, because
/// SPOCU has no inverse, so that the backward step computes φ and φ' again. The rows of gates always hold σ(pre).
/// </remarks>
public interface IRecurrentKernels
{
    /// <summary>
    /// Computes one LSTM step: i, f, o = σ(pre), g = φ(pre); c = f*cPrev + i*g; h = o*tanh(c). Source: Liu et al. 2021,
    /// equation 1, where σ is the logistic function and φ is tanh.
    /// </summary>
    /// <param name="gates">
    /// [4H, B]: pre-activations on entry; on return the gate activations, and the candidate as the remarks say.
    /// </param>
    /// <param name="cPrevious">[H, B].</param>
    /// <param name="c">[H, B].</param>
    /// <param name="h">[H, B].</param>
    /// <param name="activations">σ and φ.</param>
    void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations);

    /// <summary>
    /// Computes the gradient of one LSTM step. With t = tanh(c): dc += dh*o*(1-t²); dPre_i = dc*g*σ'(i); dPre_f =
    /// dc*cPrev*σ'(f); dPre_g = dc*i*φ'(pre_g); dPre_o = dh*t*σ'(o); dc becomes dc*f, the gradient of cPrev. σ'(y) is
    /// the derivative of σ where its output is y, see <see cref="GateActivation"/>; with φ = tanh, φ'(pre_g) = 1-g².
    /// </summary>
    /// <param name="gates">[4H, B]: gates and candidate, as the forward step left them.</param>
    /// <param name="cPrevious">[H, B].</param>
    /// <param name="c">[H, B].</param>
    /// <param name="dh">[H, B]: the gradient of h.</param>
    /// <param name="dc">[H, B]: the gradient of c from later steps on entry, of cPrev on return.</param>
    /// <param name="dGates">
    /// [4H, B]: receives the gradient of the pre-activations; may be <paramref name="gates"/> itself.
    /// </param>
    /// <param name="activations">σ and φ, as in the forward step.</param>
    void LstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        CellActivations activations);

    /// <summary>
    /// Computes one micro-layer of a recurrent highway network with a coupled carry gate: h = φ(pre_h), t = σ(pre_t); s
    /// = h*t + sPrevious*(1 - t). Source: Zilly et al. 2017, equations 7 to 9 with c = 1 - t, where σ is the logistic
    /// function and φ is tanh.
    /// </summary>
    /// <param name="gates">
    /// [2H, B]: pre-activations on entry; on return t, and the candidate as the remarks say.
    /// </param>
    /// <param name="sPrevious">[H, B].</param>
    /// <param name="s">[H, B].</param>
    /// <param name="activations">σ and φ.</param>
    void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations);

    /// <summary>
    /// Computes the gradient of one micro-layer: dPre_h = ds*t*φ'(pre_h); dPre_t = ds*(h - sPrevious)*σ'(t); ds becomes
    /// ds*(1-t), the gradient of sPrevious along the carry path. With φ = tanh, φ'(pre_h) = 1-h².
    /// </summary>
    /// <param name="gates">[2H, B]: candidate and gate, as the forward step left them.</param>
    /// <param name="sPrevious">[H, B].</param>
    /// <param name="ds">[H, B]: the gradient of s on entry, of sPrevious along the carry on return.</param>
    /// <param name="dGates">
    /// [2H, B]: receives the gradient of the pre-activations; may be <paramref name="gates"/> itself.
    /// </param>
    /// <param name="activations">σ and φ, as in the forward step.</param>
    void RhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations);
}
