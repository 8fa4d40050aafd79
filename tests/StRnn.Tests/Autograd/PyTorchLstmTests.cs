using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Layers.Cells.Lstm;
using StRnn.Tensors;
using static StRnn.Tests.Support.PyTorchNumbers;

namespace StRnn.Tests.Autograd;

/// <summary>
/// An LSTM layer against numbers from PyTorch (libtorch 2.10, float64, CPU). In Python the recorded program reads:
/// <code>
/// T, B, E, H = 4, 2, 5, 3
/// fill = lambda n, a, b, s, *shape: (s * torch.sin(a * torch.arange(n, dtype=torch.float64) + b)).reshape(shape)
/// lstm = torch.nn.LSTM(E, H).double()
/// lstm.weight_ih_l0.data = fill(4*H*E, 0.7, 0.1, 0.5, 4*H, E)
/// lstm.weight_hh_l0.data = fill(4*H*H, 1.1, 0.3, 0.5, 4*H, H)
/// lstm.bias_ih_l0.data = fill(4*H, 0.9, 0.2, 0.5, 4*H)
/// lstm.bias_hh_l0.data.zero_()
/// x = fill(T*B*E, 0.4, 0.5, 1.0, T, B, E).requires_grad_()
/// h0, c0 = fill(B*H, 0.8, 0.6, 0.5, 1, B, H), fill(B*H, 1.3, 0.7, 0.5, 1, B, H)
/// out, (hn, cn) = lstm(x, (h0, c0))
/// (out * fill(T*B*H, 1.7, 0.9, 1.0, T, B, H)).sum().backward()
/// </code>
/// </summary>
public sealed class PyTorchLstmTests
{
    private const int Steps = 4;
    private const int Batch = 2;
    private const int Width = 5;
    private const int Hidden = 3;

    private static readonly double[] Output =
    [
        -0.3965447219361816, 0.1103107686813574, -0.31169334419538125, 0.006101295555707289, -0.25830952124436657,
        0.2556108923144831, -0.1611713666906876, -0.11147477063222817, -0.003244653351550538, -0.5002875705451263,
        0.051970552326052605, -0.10272160481188429, -0.0017687247375913152, -0.08681680092419448, 0.2079979489410371,
        -0.1780860671181094, -0.24119107407467688, 0.038604127537770774, -0.4667731613818488, 0.1134264540489694,
        -0.09886428781496599, -0.12655834923410936, -0.04619533261783209, 0.08095149553978175,
    ];

    private static readonly double[] LastHidden =
    [
        -0.4667731613818488, 0.1134264540489694, -0.09886428781496599, -0.12655834923410936, -0.04619533261783209,
        0.08095149553978175,
    ];

    private static readonly double[] LastCell =
    [
        -0.6626886212604016, 0.3199747864588972, -0.20387764539465267, -0.16917455316739333, -0.15183043787333506,
        0.11932315223883522,
    ];

    private static readonly double[] InputGradient =
    [
        0.061317839898403684, 0.062220970941993824, 0.03386060712207464, -0.01042492931393703, -0.04980745859959031,
        -0.034445444669098546, 0.05424729560907113, 0.11742668512491908, 0.12537846978394912, 0.07436280101095631,
        -0.005014411481644004, 0.05500076632288893, 0.08914822431508686, 0.08136787943246962, 0.03531894944457427,
        -0.01735575193205356, -0.011905303400170467, -0.0008556046536901014, 0.010596498330612178,
        0.01706490257517372, 0.079875629583694, 0.03486984111550676, -0.02653577848560052, -0.07546120683195363,
        -0.08889605049135654, -0.047679460759593034, -0.04644401859923332, -0.02336522878384517,
        0.010702593220356011, 0.03973681840039188, -0.03414585069368172, -0.033863673198159874, -0.01765488106305378,
        0.006857277501132757, 0.02814435130862012, -0.1747053456576113, -0.14538231519941408, -0.04768371024159437,
        0.0724412887213726, 0.1584960176723177,
    ];

    private static readonly double[] WeightInputGradient =
    [
        -0.009939350567788318, -0.005928555663401933, -0.0009817721768805336, 0.004120011549158002,
        0.008571336042422193, -0.008358351279718703, 0.02260992045817494, 0.050008582902784246, 0.06951198969605332,
        0.0780409817463461, 0.003914464085943488, 0.00042038189752546893, -0.0031400693491522047,
        -0.0062047726894617185, -0.008289878852682918, 0.06046524761429262, 0.05429597874569964, 0.03955456869345465,
        0.01856836197059783, -0.0053493808261662265, -0.013532131726760342, -0.0009571809223556643,
        0.011768887703189325, 0.022636907734771457, 0.029931057775491047, 0.047602041997984554, 0.053164482500376795,
        0.05033342019690753, 0.03955581757588027, 0.022533221113166618, -0.15949562015017846, -0.07660787352309517,
        0.018374571878919777, 0.11045607640144582, 0.1850989951690289, -0.08964568117058885, -0.12310942684934092,
        -0.13713690095936987, -0.12951347377488395, -0.10144271682435241, 0.16756570059033188, 0.08359959780135051,
        -0.013565043292025208, -0.10858806231784052, -0.1864674139386095, 0.008266986890899261, 0.010065017819010456,
        0.010274003743169762, 0.008860950381136093, 0.006048947788549161, -0.03268176741161549, 0.028422802241429537,
        0.08504003638129248, 0.12823131863735998, 0.1511776952315624, 0.06278301166396189, 0.09766368975276991,
        0.11712541865938939, 0.11809561931407259, 0.10042111836622261,
    ];

    private static readonly double[] WeightHiddenGradient =
    [
        -0.018839244371658733, -0.017624140145304227, 0.009583045550836645, 0.0033013730854248207,
        0.026532095940412483, 0.03808158280324267, 0.014737890095506445, 0.015876448373784442, -0.016735694042573086,
        0.00012283710596355975, -0.009297834199144797, -0.0044569155943516145, -0.0008432438339960077,
        0.01112159980280016, 0.013388150185773683, 0.003351312882763986, -0.01685108930746192, 0.01060190456816221,
        0.0835680229538138, 0.17701050272227392, 0.08061907825057078, -0.05963078768058118, -0.029000482316153188,
        -0.09307656455519826, -0.08731944470860908, -0.20256059046508396, -0.07265625228159088,
        -0.0046961864695594675, -0.03210253853716564, -0.0277097442483665, 0.002151569563665323, 0.05548791400542725,
        0.08345613777452436, 0.04643263779656098, 0.0514045863257061, 0.03965486214739037,
    ];

    private static readonly double[] BiasGradient =
    [
        0.0005931154293245949, 0.005884943117380886, 0.016335160798993206, 0.09793230898462543, 0.014372780189817691,
        0.06116362681754099, -0.1578785584547574, 0.3123901842708787, 0.09456960410614695, 0.003471335346136098,
        -0.020217758230228526, 0.04382770896952272,
    ];

    [Test]
    public void Outputs_and_all_gradients_agree([Values] bool storedSparse)
    {
        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(4 * Hidden, Width, Products, storedSparse ? Full(4 * Hidden * Width) : null);
        var weightHidden = check.Parameter(
            4 * Hidden, Hidden, Products | WeightUses.LstmRecurrence, storedSparse ? Full(4 * Hidden * Hidden) : null);
        var bias = check.Parameter(4 * Hidden, 1, WeightUses.None);
        using var x = new Tensor(check.Backend, Width, Steps * Batch);
        using var h = new Tensor(check.Backend, Hidden, Batch);
        using var c = new Tensor(check.Backend, Hidden, Batch);
        check.Write(weightInput.Weight, Fill(4 * Hidden * Width, 0.7, 0.1, 0.5));
        check.Write(weightHidden.Weight, Fill(4 * Hidden * Hidden, 1.1, 0.3, 0.5));
        check.Write(bias.Weight, Fill(4 * Hidden, 0.9, 0.2, 0.5));
        check.Write(x, FeatureMajor(Fill(Steps * Batch * Width, 0.4, 0.5, 1.0), Width));
        check.Write(h, FeatureMajor(Fill(Batch * Hidden, 0.8, 0.6, 0.5), Hidden));
        check.Write(c, FeatureMajor(Fill(Batch * Hidden, 1.3, 0.7, 0.5), Hidden));

        using var tape = new Tape(check.Backend);
        tape.Begin(new StepContext(IsTraining: true, 0, 0));
        var input = Tape.Input(x.View);
        var output = LstmOperation.Apply(tape, weightInput, weightHidden, bias, input, h, c);
        AssertEqual(check.Read(output.Value), FeatureMajor(Output, Hidden), "out");
        AssertEqual(check.Read(h.Values), FeatureMajor(LastHidden, Hidden), "hn");
        AssertEqual(check.Read(c.Values), FeatureMajor(LastCell, Hidden), "cn");

        var projection = FeatureMajor(Fill(Steps * Batch * Hidden, 1.7, 0.9, 1.0), Hidden);
        check.Backend.Write<double>(projection, tape.GradientOf(output, out _).AsVector());
        tape.Backward();
        AssertEqual(check.Read(input.Gradient!.Value.AsVector()), FeatureMajor(InputGradient, Width), "x");
        AssertEqual(check.Read(weightInput.Gradient), WeightInputGradient, "weight_ih");
        AssertEqual(check.Read(weightHidden.Gradient), WeightHiddenGradient, "weight_hh");
        AssertEqual(check.Read(bias.Gradient), BiasGradient, "bias");
    }
}
