using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Layers.Cells.Gru;
using StRnn.Tensors;
using static StRnn.Tests.Support.PyTorchNumbers;

namespace StRnn.Tests.Layers;

/// <summary>
/// A GRU layer against numbers of the equations in PyTorch's documentation of GRU, in double; the gradients are theirs
/// by the complex step (exact but for rounding). With the reset after the product, PyTorch itself (libtorch 2.10,
/// float64, CPU) gives the same numbers to 1e-15. In Python the recorded program reads:
/// <code>
/// T, B, E, H = 4, 2, 5, 3
/// fill = lambda n, a, b, s, *shape: (s * torch.sin(a * torch.arange(n, dtype=torch.float64) + b)).reshape(shape)
/// gru = torch.nn.GRU(E, H).double()
/// gru.weight_ih_l0.data = fill(3*H*E, 0.7, 0.1, 0.5, 3*H, E)
/// gru.weight_hh_l0.data = fill(3*H*H, 1.1, 0.3, 0.5, 3*H, H)
/// gru.bias_ih_l0.data = fill(3*H, 0.9, 0.2, 0.5, 3*H)
/// gru.bias_hh_l0.data.zero_()
/// gru.bias_hh_l0.data[2*H:] = fill(H, 1.9, 0.4, 0.5, H)
/// x = fill(T*B*E, 0.4, 0.5, 1.0, T, B, E).requires_grad_()
/// out, hn = gru(x, fill(B*H, 0.8, 0.6, 0.5, 1, B, H))
/// (out * fill(T*B*H, 1.7, 0.9, 1.0, T, B, H)).sum().backward()
/// </code>
/// With the reset before the product (Cho et al. 2014), n = tanh(W_in*x + b_in + W_hn*(r*h)) and all else is the same.
/// </summary>
public sealed class PyTorchGruTests
{
    private const int Steps = 4;
    private const int Batch = 2;
    private const int Width = 5;
    private const int Hidden = 3;

    private static readonly double[] OutputAfter =
    [
        -0.34602183833797784, 0.6720425447330927, -0.3008845079444859, 0.3857700270497433, -0.3528064631235775,
        0.414282135044667, -0.2905919767770978, 0.08033841739268584, 0.3409713747259954, -0.23502755341006226,
        0.44218492049288544, -0.1431202000445535, 0.1929120420489738, 0.014845986253638678, 0.15977784038550882,
        -0.13445143008697036, -0.11401979270526447, 0.49422262950315654, -0.27544298332183853, 0.599455013797068,
        -0.22041266345271798, 0.10186878617129708, -0.006871448822424589, -0.09237317147123945,
    ];

    private static readonly double[] WeightInputGradientAfter =
    [
        0.006721950246277781, 0.009189150569563244, 0.010205586069010416, 0.00961078392864623, 0.007498650327921272,
        0.0046400691816586605, 0.002402091743610333, -0.000215123163546938, -0.0027983748533095113,
        -0.0049398246844169266, -0.009726305425097203, -0.010546739222074396, -0.00970207479764893,
        -0.0073256660919513, -0.0037926957871228916, 0.029599538959050424, 0.040216343933132594, 0.044483872477375654,
        0.041728375669085764, 0.03238488586641227, -0.04862357898775718, -0.05453220801878485, -0.05183140045815097,
        -0.040947554434307386, -0.02359898992034981, 0.05509318408764957, -0.002316606904239287, -0.05936065660351464,
        -0.10703296384755494, -0.13780711954149302, -0.2530780202516705, -0.16986864442117522, -0.05984074470930989,
        0.05963469281351573, 0.1696951235890567, 0.03628434705835496, -0.00879153369579955, -0.052479424587680644,
        -0.08788196825505759, -0.10940988148418607, 0.10026519626026195, 0.05470497534948613, 0.0005080416843402875,
        -0.05376910059193973, -0.09955728416004632,
    ];

    private static readonly double[] WeightHiddenGradientAfter =
    [
        0.003703105336481836, -0.0003398521291467889, 0.007863237787285366, 0.0045689508545260875,
        -0.0040961216865556555, -0.007423591920021404, -0.006603650752374187, 0.013721261011602532,
        -0.0017757640258362149, 0.017642257122911557, 0.03159232806155002, -0.017576944648030966, 0.040864943872466836,
        -0.09350052372440326, -0.0016690120865738298, 0.010146031043925715, -0.1980942792556583, 0.08062007237265838,
        0.02944493059239373, 0.107429297977405, -0.062280050536235795, 0.009266044373503902, 0.0017480790777600322,
        -0.08823771833328878, 0.020325096947833687, -0.14864489732938968, 0.007492400270960319,
    ];

    private static readonly double[] BiasGradientAfter =
    [
        -0.004731244684343197, 0.02634119535114516, -0.007420543184568237, 0.024840789098093424, -0.004727029039557913,
        -0.10836994410771665, -0.34111434576883654, 0.49751218206457876, 0.09345077837299753,
    ];

    private static readonly double[] CandidateBiasGradientAfter =
    [
        -0.18679618755015281, 0.3064025868561083, 0.0558217733530329,
    ];

    private static readonly double[] InputGradientAfter =
    [
        0.04394731156152374, 0.045152275171051776, 0.025121418243872984, -0.006724434216387095, -0.03540768019249748,
        -0.08937928313703794, -0.03060070941919057, 0.04256985608777641, 0.09571915310431219, 0.10385023676286569,
        0.03353509794452309, -0.03089783110927108, -0.08079902740044634, -0.09269917858556233, -0.06100145761726758,
        0.09979329075691942, 0.05798317109934425, -0.011097339938292929, -0.0749585986022315, -0.10356565708312833,
        0.20837023963765275, 0.2087460403864223, 0.11094531659460224, -0.03903472316005104, -0.17065612267815805,
        -0.04781128544324985, 0.052633551111466975, 0.12832400615653855, 0.14366167598828322, 0.0914330148271297,
        -0.10779524574327884, -0.03462765314035989, 0.05482586580647593, 0.11849392338674193, 0.12643243727959652,
        -0.3627353543824517, -0.28570519779987014, -0.07430342242514877, 0.17204441353912203, 0.33747707354782713,
    ];

    private static readonly double[] OutputBefore =
    [
        -0.4333796684317657, 0.6544985154975629, -0.21871523240473428, 0.35179591889075656, -0.41885747014799296,
        0.5243965612228576, -0.3464983617550128, -0.14496494040494806, 0.39432505252519745, -0.2613147036556974,
        0.4094567325198602, -0.0027339496738112423, 0.05097275061614502, -0.16530817996885389, 0.3952491778065465,
        -0.14966664677115687, -0.29805849955704433, 0.5613783798674457, -0.3552583956162655, 0.559833362243698,
        -0.0036046879473441706, -0.02202506141123092, -0.13615483651058688, 0.17875576534392393,
    ];

    private static readonly double[] WeightInputGradientBefore =
    [
        -0.007196532497704352, -0.0048081023674048685, -0.001660578593874735, 0.0017491140268165036,
        0.0048826600022027255, 0.011350369158307231, 0.00634753123799356, 0.00034255770475417923,
        -0.005716498157905091, -0.010873044655825632, -0.004649445673833776, -0.0015778304551718372,
        0.0017428894990165833, 0.00478844552397465, 0.007078011289064916, 0.00482517222718837, 0.029683254071840245,
        0.04985500277411055, 0.06215574275043728, 0.0646434576273003, -0.04205504260282787, -0.0774656937398307,
        -0.10064621515143533, -0.10793691220018772, -0.09818674412997867, 0.055790840097302154, 0.0006998017650433664,
        -0.054501719878670495, -0.1010986183376735, -0.13173426791816117, -0.2681609842681006, -0.19736286009847767,
        -0.09540547993501186, 0.021614327733949418, 0.13522170830968272, 0.038694747278780334, 0.0251104872185406,
        0.007561833356031335, -0.01118066772375985, -0.028157987210555697, 0.16143427021808912, 0.0835492451012632,
        -0.007526368735768858, -0.09741373443926231, -0.1719216134085511,
    ];

    private static readonly double[] WeightHiddenGradientBefore =
    [
        0.001579788817030639, -0.0015604260635109, 0.0012601393123959374, -0.0011975310503907126,
        -0.006902351004881278, -0.00025706142326746063, -0.0011125894773521066, 0.00526630464207644,
        0.0017801828657836023, 0.01979179432547081, 0.056391092075225815, -0.016592286665847635, 0.052449732956085425,
        -0.05226928399538877, -0.04969570871966904, 0.027599641639187926, -0.18653600545178237, 0.07822236608552628,
        0.02459239556309783, 0.03191571407274354, -0.10431226090827116, 0.02073476606812675, -0.006446758779466257,
        -0.011848787841602157, -0.010178286718519291, -0.06418393315799704, 0.05157266093105551,
    ];

    private static readonly double[] BiasGradientBefore =
    [
        0.0003950865142772623, 0.003025483710070178, -0.002099172346120377, 0.041480865777610475, 0.01432819189129892,
        -0.12414153982758519, -0.3539521894236031, 0.4167976994375733, 0.08630777326696829,
    ];

    private static readonly double[] InputGradientBefore =
    [
        0.011058037728494096, 0.05256443802734649, 0.0693489617799372, 0.053517585200004804, 0.012516052065174046,
        -0.04731613373407755, 0.007109163409965294, 0.058190909918559006, 0.08190456223440536, 0.06709721913732326,
        0.01926210334407869, -0.018498123608214855, -0.047558393986410555, -0.05425120855239245, -0.03542883203766716,
        0.10112831551025847, 0.03761301289970102, -0.04359227739712433, -0.1042954384859588, -0.11594682519366667,
        0.18647527087233687, 0.1370493363801878, 0.023166957533484144, -0.1016112034349141, -0.1786000277090217,
        -0.013719203219851312, 0.05416372227595063, 0.0965726028538667, 0.09356187932106463, 0.04654754199887425,
        -0.12285860286403061, -0.03296082411263025, 0.07243894524602372, 0.1437695467657307, 0.1474830839803782,
        -0.32453960990395686, -0.24163557605860456, -0.045086555132864296, 0.17266737716871944, 0.3092131439856625,
    ];

    [Test]
    public void Outputs_and_all_gradients_agree([Values] ResetGate reset, [Values] bool storedSparse)
    {
        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        bool isBefore = reset == ResetGate.BeforeProduct;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(3 * Hidden, Width, Products, storedSparse ? Full(3 * Hidden * Width) : null);
        var gates = check.Parameter(
            2 * Hidden, Hidden, WeightUses.RhnRecurrence, storedSparse ? Full(2 * Hidden * Hidden) : null);
        var candidate = check.Parameter(Hidden, Hidden, Products, storedSparse ? Full(Hidden * Hidden) : null);
        var bias = check.Parameter(3 * Hidden, 1, WeightUses.None);
        var candidateBias = isBefore ? null : check.Parameter(Hidden, 1, WeightUses.None);
        using var x = new Tensor(check.Backend, Width, Steps * Batch);
        using var h = new Tensor(check.Backend, Hidden, Batch);
        double[] recurrent = Fill(3 * Hidden * Hidden, 1.1, 0.3, 0.5);
        const int OfGates = 2 * Hidden * Hidden;
        check.Write(weightInput.Weight, Fill(3 * Hidden * Width, 0.7, 0.1, 0.5));
        check.Write(gates.Weight, recurrent[..OfGates]);
        check.Write(candidate.Weight, recurrent[OfGates..]);
        check.Write(bias.Weight, Fill(3 * Hidden, 0.9, 0.2, 0.5));
        check.Write(x, FeatureMajor(Fill(Steps * Batch * Width, 0.4, 0.5, 1.0), Width));
        check.Write(h, FeatureMajor(Fill(Batch * Hidden, 0.8, 0.6, 0.5), Hidden));
        if (candidateBias is not null)
        {
            check.Write(candidateBias.Weight, Fill(Hidden, 1.9, 0.4, 0.5));
        }

        using var tape = new Tape(check.Backend);
        tape.Begin(new StepContext(IsTraining: true, 0, 0));
        var input = Tape.Input(x.View);
        var output = GruOperation.Recur(
            tape,
            new GruWeights(gates, candidate, candidateBias),
            LinearOperation.Apply(tape, weightInput, bias, input),
            h.View,
            reset);
        double[] expected = isBefore ? OutputBefore : OutputAfter;
        AssertEqual(check.Read(output.Value), FeatureMajor(expected, Hidden), "out");
        AssertEqual(check.Read(h.Values), FeatureMajor(expected[^(Batch * Hidden)..], Hidden), "hn");

        var projection = FeatureMajor(Fill(Steps * Batch * Hidden, 1.7, 0.9, 1.0), Hidden);
        check.Backend.Write<double>(projection, tape.GradientOf(output, out _).AsVector());
        tape.Backward();
        double[] dRecurrent = isBefore ? WeightHiddenGradientBefore : WeightHiddenGradientAfter;
        AssertEqual(
            check.Read(input.Gradient!.Value.AsVector()),
            FeatureMajor(isBefore ? InputGradientBefore : InputGradientAfter, Width),
            "x");
        AssertEqual(
            check.Read(weightInput.Gradient), isBefore ? WeightInputGradientBefore : WeightInputGradientAfter, "W_ih");
        AssertEqual(check.Read(gates.Gradient), dRecurrent[..OfGates], "W_hh");
        AssertEqual(check.Read(candidate.Gradient), dRecurrent[OfGates..], "W_hn");
        AssertEqual(check.Read(bias.Gradient), isBefore ? BiasGradientBefore : BiasGradientAfter, "b");
        if (candidateBias is not null)
        {
            AssertEqual(check.Read(candidateBias.Gradient), CandidateBiasGradientAfter, "b_hn");
        }
    }
}
