using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Layers.Cells.Rhn;
using StRnn.Tensors;
using static StRnn.Tests.Support.PyTorchNumbers;

namespace StRnn.Tests.Autograd;

/// <summary>
/// A recurrent highway layer of depth 3 against numbers from PyTorch (libtorch 2.10, float64, CPU). In Python the
/// recorded program reads:
/// <code>
/// T, B, E, H, D = 5, 2, 4, 3, 3
/// wave = lambda n, a, b, s: s * torch.sin(a * torch.arange(n, dtype=torch.float64) + b)
/// fill = lambda n, a, b, s, *shape: wave(n, a, b, s).reshape(shape).requires_grad_()
/// w = fill(2*H*E, 0.7, 0.1, 0.5, 2*H, E)
/// r = [fill(2*H*H, 1.1, 0.3 + l, 0.5, 2*H, H) for l in range(D)]
/// b = [fill(2*H, 0.9, 0.2 + l, 0.5, 2*H) for l in range(D)]
/// x = fill(T*B*E, 0.4, 0.5, 1.0, T, B, E)
/// s = fill(B*H, 0.8, 0.6, 0.5, B, H).detach()
/// out = []
/// for t in range(T):
///     for l in range(D):
///         g = F.linear(s, r[l], b[l]) + (F.linear(x[t], w) if l == 0 else 0)
///         h, c = torch.tanh(g[:, :H]), torch.sigmoid(g[:, H:])
///         s = h * c + s * (1 - c)
///     out.append(s)
/// (torch.stack(out) * fill(T*B*H, 1.7, 0.9, 1.0, T, B, H)).sum().backward()
/// </code>
/// </summary>
public sealed class PyTorchRhnTests
{
    private const int Steps = 5;
    private const int Batch = 2;
    private const int Width = 4;
    private const int Hidden = 3;
    private const int Depth = 3;

    // s_1 of the first time step.
    private static readonly double[] FirstMicroStep =
    [
        0.5063894645382307, -0.13918983222028075, 0.6144374187500079, 0.10574882511992091, -0.07788412598619696,
        -0.18469190516288034,
    ];

    private static readonly double[] Output =
    [
        0.45399900200567367, 0.05171751137005937, -0.09466957572252482, 0.3318780544963812, 0.02362835109198984,
        -0.19081613470978895, 0.17785012030194822, 0.28695916039503067, -0.27083480114366576, 0.35158309278170796,
        0.1552269318508547, -0.19591420988523728, 0.47234831113419845, 0.018914517637173462, -0.1128844118069689,
        0.43774548602883134, 0.12676281071822204, -0.16429080313770797, 0.1833862332345596, 0.2829093384952842,
        -0.26957924798729277, 0.42494374781573896, 0.10786251905991937, -0.16628281202548073, 0.47816031291016003,
        0.0248644880113464, -0.11141059528068024, 0.41323763876645914, 0.1331180079417267, -0.17365150717199612,
    ];

    private static readonly double[] InputGradient =
    [
        0.054819908571146235, 0.012569257688207363, -0.035592911485564475, -0.06701517823309198, -0.04256309156595846,
        -0.07288215599650547, -0.06892360364679456, -0.032549203540981626, 0.02126302900963482, -0.009101816669228407,
        -0.035185935748744936, -0.04472155945021473, -0.009665880756944488, 0.04288033010700925, 0.07525925169799612,
        0.07224257125716928, -0.01952844355567696, -0.0020568583756067904, 0.01638209943780996, 0.0271162999082599,
        0.01034760900000661, 0.021353797216948727, 0.02231696094047439, 0.012784109221561112, -0.022867962266573727,
        -0.036207111545665395, -0.03251749051310652, -0.0135343855924287, 0.019040022507661247, -0.04229886743130106,
        -0.08374393907928704, -0.0858029276431407, -0.04713763701536083, -0.003771627385615476, 0.04136823753688838,
        0.06705197394925146, 0.02005024689758555, 0.08017459962837195, 0.10259158539125869, 0.07675814550689544,
    ];

    private static readonly double[] WeightInputGradient =
    [
        0.22262704176001522, 0.16935989524196043, 0.0893545451515543, -0.004757922890028236, 0.029599647478206204,
        -0.021171132089463973, -0.06859945541118259, -0.10519743308869661, -0.05880523905118323, -0.058841611605695864,
        -0.049588187497364766, -0.0325058789285525, -0.0827180121040508, -0.08618919813191181, -0.07605300490332997,
        -0.05390971445442293, 0.026331780505474644, -0.007054366069508201, -0.039326783353557715, -0.06539036626361967,
        -0.03853841953551371, -0.04063233613379397, -0.03631130028058954, -0.02625750852616007,
    ];

    private static readonly double[][] WeightHiddenGradients =
    [
        [
            0.01871831652931282, 0.07708190059161768, 0.05808653012173835, -0.04009159902592805, -0.025549148565823222,
            0.05675895334591377, -0.01962991503243958, -0.04596547468267437, -0.028589753012368657, 0.07203292601667197,
            0.026432555371060824, -0.010983021958402093, 0.01695279978831474, -0.029691278977130302,
            -0.0878808741171342, -0.011453001119782313, -0.020913644031672396, 0.00026338744476821045,
        ],
        [
            0.1131268561128328, -0.08816452006864055, 0.10730855093579797, -0.1676259662090105, 0.014133746337113173,
            -0.05601061077634065, -0.11303964531480096, 0.0696240479587304, -0.08681143691231412, 0.028852208533958913,
            -0.04355407756470856, 0.01850684984449781, -0.004936762717678775, -0.008385860946223574,
            0.00032977057088213677, 0.0018698277932309697, 0.0019334959480168017, 0.0016545200862578728,
        ],
        [
            0.05583433145718873, -0.11871552184147227, 0.0892812795859372, -0.19341993688432285, 0.08148949066391467,
            -0.11985079121536608, -0.019561193768329155, 0.15776549804333445, -0.10365365976986896,
            -0.017722867366070764, -0.02883277057383563, -0.005423618857335652, 0.01892709391868736,
            -0.02303696138735987, 0.015208995816771466,
            0.03640022985437008, -0.029001362169424914, 0.04846629201829768,
        ],
    ];

    private static readonly double[][] BiasGradients =
    [
        [
            -0.05506436708849763, -0.1386175426502726, 0.011015827363100666, 0.17899230327878052, 0.09899810625285141,
            -0.03625871251471857,
        ],
        [
            -0.13649186457337303, -0.07604050880707769, 0.0983204833109993, -0.12484307691224142, 0.014649035344687714,
            0.04517146374895498,
        ],
        [
            -0.19535467572396123, 0.037785718131664536, 0.3278228763290232, -0.09614720887835293, -0.037305642193005625,
            -0.004330515261679685,
        ],
    ];

    [Test]
    public void One_micro_step_agrees()
    {
        using var check = new GradientCheck();
        var (weightInput, weightsHidden, biases) = Declare(check, storedSparse: false);
        using var x = new Tensor(check.Backend, Width, Batch);
        using var s = new Tensor(check.Backend, Hidden, Batch);
        check.Write(x, FeatureMajor(Fill(Steps * Batch * Width, 0.4, 0.5, 1.0)[..(Batch * Width)], Width));
        check.Write(s, FeatureMajor(Fill(Batch * Hidden, 0.8, 0.6, 0.5), Hidden));
        using var tape = new Tape(check.Backend);
        tape.Begin(StepContext.Evaluation);
        var output = RhnOperation.Apply(
            tape, weightInput, weightsHidden[..1], biases[..1], Tape.Input(x.View), s, mask: null);
        AssertEqual(check.Read(output.Value), FeatureMajor(FirstMicroStep, Hidden), "s_1");
    }

    [Test]
    public void Outputs_and_all_gradients_agree([Values] bool storedSparse)
    {
        using var check = new GradientCheck();
        var (weightInput, weightsHidden, biases) = Declare(check, storedSparse);
        using var x = new Tensor(check.Backend, Width, Steps * Batch);
        using var s = new Tensor(check.Backend, Hidden, Batch);
        check.Write(x, FeatureMajor(Fill(Steps * Batch * Width, 0.4, 0.5, 1.0), Width));
        check.Write(s, FeatureMajor(Fill(Batch * Hidden, 0.8, 0.6, 0.5), Hidden));

        using var tape = new Tape(check.Backend);
        tape.Begin(new StepContext(IsTraining: true, 0, 0));
        var input = Tape.Input(x.View);
        var output = RhnOperation.Apply(tape, weightInput, weightsHidden, biases, input, s, mask: null);
        AssertEqual(check.Read(output.Value), FeatureMajor(Output, Hidden), "out");
        AssertEqual(check.Read(s.Values), FeatureMajor(Output[^(Batch * Hidden)..], Hidden), "state");

        var projection = FeatureMajor(Fill(Steps * Batch * Hidden, 1.7, 0.9, 1.0), Hidden);
        check.Backend.Write<double>(projection, tape.GradientOf(output, out _).AsVector());
        tape.Backward();
        AssertEqual(check.Read(input.Gradient!.Value.AsVector()), FeatureMajor(InputGradient, Width), "x");
        AssertEqual(check.Read(weightInput.Gradient), WeightInputGradient, "w");
        for (int l = 0; l < Depth; l++)
        {
            AssertEqual(check.Read(weightsHidden[l].Gradient), WeightHiddenGradients[l], $"r {l}");
            AssertEqual(check.Read(biases[l].Gradient), BiasGradients[l], $"b {l}");
        }
    }

    private static (Parameter WeightInput, Parameter[] WeightsHidden, Parameter[] Biases) Declare(
        GradientCheck check, bool storedSparse)
    {
        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        var weightInput = check.Parameter(2 * Hidden, Width, Products, storedSparse ? Full(2 * Hidden * Width) : null);
        check.Write(weightInput.Weight, Fill(2 * Hidden * Width, 0.7, 0.1, 0.5));
        var weightsHidden = new Parameter[Depth];
        var biases = new Parameter[Depth];
        for (int l = 0; l < Depth; l++)
        {
            weightsHidden[l] = check.Parameter(
                2 * Hidden, Hidden, Products | WeightUses.RhnRecurrence,
                storedSparse ? Full(2 * Hidden * Hidden) : null);
            biases[l] = check.Parameter(2 * Hidden, 1, WeightUses.None);
            check.Write(weightsHidden[l].Weight, Fill(2 * Hidden * Hidden, 1.1, 0.3 + l, 0.5));
            check.Write(biases[l].Weight, Fill(2 * Hidden, 0.9, 0.2 + l, 0.5));
        }

        return (weightInput, weightsHidden, biases);
    }
}
