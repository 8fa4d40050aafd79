using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The kernels for point-wise recurrent cells. LSTM gate rows are stacked i, f, g, o: rows [0, H), [H, 2H), [2H, 3H),
/// [3H, 4H); those of a recurrent highway network candidate h, transform gate t: rows [0, H), [H, 2H); those of a GRU
/// reset gate r, update gate z, candidate n: rows [0, H), [H, 2H), [2H, 3H).
/// </summary>
/// <remarks>
/// The content that a forward step leaves in the candidate's rows, and that the backward step expects there, depends on
/// φ: φ(pre) for tanh and the identity, whose derivatives follow from their outputs; the unchanged pre-activation for
/// all others, because SPOCU has no inverse, so that the backward step computes φ and φ' again. The rows of gates
/// always hold σ(pre).
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

    /// <summary>
    /// Computes the first half of a GRU step, up to the recurrent product of the candidate: r = σ(pre_r), z = σ(pre_z);
    /// where the reset comes before that product, inner = r*hPrevious too. Source: Cho et al. 2014, equations 5 and 6.
    /// </summary>
    /// <param name="gates">[3H, B]: the rows of r and z as in <see cref="LstmCellForward"/>; those of n wait.</param>
    /// <param name="hPrevious">[H, B].</param>
    /// <param name="inner">
    /// [H, B]: replaced by r*hPrevious if the reset comes before the product, else not used.
    /// </param>
    /// <param name="reset">The side of the product on which r acts.</param>
    /// <param name="activations">σ and φ.</param>
    void GruGatesForward(
        MatrixView gates, MatrixView hPrevious, MatrixView inner, ResetGate reset, CellActivations activations);

    /// <summary>
    /// Computes the second half of a GRU step: n = φ(pre_n), with r*inner added to pre_n where the reset comes after
    /// the product; h = (1 - z)*n + z*hPrevious. Source: Cho et al. 2014, equation 7; with the reset after the product,
    /// PyTorch's GRU.
    /// </summary>
    /// <param name="gates">
    /// [3H, B]: r, z and the pre-activation of n on entry; on return the candidate as the remarks say.
    /// </param>
    /// <param name="inner">
    /// [H, B]: the recurrent product of the candidate if the reset comes after it, else not used.
    /// </param>
    /// <param name="hPrevious">[H, B].</param>
    /// <param name="h">[H, B].</param>
    /// <param name="reset">As in the first half.</param>
    /// <param name="activations">σ and φ.</param>
    void GruStateForward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        ResetGate reset,
        CellActivations activations);

    /// <summary>
    /// Computes the gradient of the second half: dPre_n = dh*(1 - z)*φ'(pre_n); dPre_z = dh*(hPrevious - n)*σ'(z); dh
    /// becomes dh*z, the gradient of hPrevious along the carry path. Where the reset comes after the product: dPre_r =
    /// dPre_n*inner*σ'(r), and inner becomes dPre_n*r, the gradient of the product.
    /// </summary>
    /// <param name="gates">
    /// [3H, B]: gates and candidate as the forward step left them; replaced by the gradients of their pre-activations,
    /// but for r where the reset comes before the product.
    /// </param>
    /// <param name="inner">[H, B]: as the forward step left it; replaced as said above.</param>
    /// <param name="hPrevious">[H, B].</param>
    /// <param name="dh">[H, B]: the gradient of h on entry, of hPrevious along the carry on return.</param>
    /// <param name="reset">As in the forward step.</param>
    /// <param name="activations">σ and φ, as in the forward step.</param>
    void GruStateBackward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView dh,
        ResetGate reset,
        CellActivations activations);

    /// <summary>
    /// Computes the gradient of the first half where the reset comes before the product: dPre_r =
    /// dInner*hPrevious*σ'(r); dh += dInner*r.
    /// </summary>
    /// <param name="gates">[3H, B]: r in its rows on entry, the gradient of its pre-activation on return.</param>
    /// <param name="dInner">[H, B]: the gradient of r*hPrevious.</param>
    /// <param name="hPrevious">[H, B].</param>
    /// <param name="dh">[H, B]: the gradient of hPrevious along the other paths on entry, along both on return.</param>
    /// <param name="activations">σ and φ, as in the forward step.</param>
    void GruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations);
}
