using StRnn.Cpu.Native;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Tests.Support;

namespace StRnn.OpenCL.Tests;

/// <summary>
/// The rule that cuts a matrix into blocks of rows and panels of columns is written twice: for the CPU backend in C++
/// (<c>native/src/panels.cpp</c>), for OpenCL in <see cref="PanelShape"/>, whose remarks name the two
/// differences. These tests hold everything else together.
/// </summary>
public sealed class PanelGeometryTests
{
    // The tallest blocks of the C++ rule: 256 rows, or half the width of a panel up to 1,024.
    private const int UsualBlock = 256;
    private const int TallestBlock = 1024;

    // The widest panel that doubling 128 or 256 leads to in C#; in C++ it is twice as wide.
    private const int WidestPanel = 32768;

    // What the C++ rule has as constants.
    private static readonly DeviceTuning NativeTuning = DeviceTuning.For(SparseLayout.Panels) with
    {
        ProductPanel = 128,
        RecurrentPanel = 256,
        Sharers = 8,
    };

    private static readonly int[] Rows = [1, 3, 4, 5, 200, 256, 257, 800, 2048, 2049, 6000, 33278, 100_000];
    private static readonly int[] Columns = [1, 127, 128, 129, 256, 1500, 5000, 40_000, 70_001];
    private static readonly double[] Densities = [0, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 1];

    [OneTimeSetUp]
    public void RequireNativeLibrary() => OpenCl.OpenCpu().Dispose();

    [Test]
    public void With_the_same_limits_both_rules_give_the_same_panels_and_blocks([Values] bool isRecurrent)
    {
        foreach (var (rows, columns, nnz) in Matrices())
        {
            var native = Native(rows, columns, nnz, isRecurrent);
            int tallest = (int)Math.Clamp(native.PanelWidth / 2, UsualBlock, TallestBlock);
            var shape = PanelShape.Choose(rows, columns, nnz, 1, RowOrder.Plain, isRecurrent, NativeTuning, tallest);
            string matrix = $"[{rows}, {columns}] with {nnz} nonzeros";
            Assert.That(shape.PanelWidth, Is.EqualTo(Math.Min(native.PanelWidth, WidestPanel)), matrix);
            Assert.That(shape.BlockRows, Is.EqualTo(native.BlockRows), matrix);
            Assert.That(shape.BlockCount, Is.EqualTo(native.BlockCount), matrix);
            if (native.PanelWidth <= WidestPanel)
            {
                Assert.That(shape.PanelCount, Is.EqualTo(native.PanelCount), matrix);
            }
        }
    }

    [Test]
    public void With_the_limits_of_a_device_only_blocks_of_wide_panels_differ([Values] bool isRecurrent)
    {
        int taller = 0;
        foreach (var (rows, columns, nnz) in Matrices())
        {
            var native = Native(rows, columns, nnz, isRecurrent);
            var shape = PanelShape.Choose(rows, columns, nnz, 1, RowOrder.Plain, isRecurrent, NativeTuning, UsualBlock);
            string matrix = $"[{rows}, {columns}] with {nnz} nonzeros";
            if (native.PanelWidth <= 2 * UsualBlock)
            {
                Assert.That(shape.BlockRows, Is.EqualTo(native.BlockRows), matrix);
            }
            else
            {
                Assert.That(shape.BlockRows, Is.LessThanOrEqualTo(native.BlockRows), matrix);
                taller += shape.BlockRows < native.BlockRows ? 1 : 0;
            }
        }

        Assert.That(taller, Is.GreaterThan(0), "the C++ rule has no taller blocks: correct the remarks of PanelShape");
    }

    private static NativePanelGeometry Native(int rows, int columns, int nnz, bool isRecurrent)
    {
        var status = NativeMethods.ChoosePanelGeometry(rows, columns, nnz, isRecurrent ? 1 : 0, out var geometry);
        Assert.That(status, Is.EqualTo(NativeStatus.Ok));
        return geometry;
    }

    private static IEnumerable<(int Rows, int Columns, int Nnz)> Matrices()
        => from rows in Rows
           from columns in Columns
           from density in Densities
           let nnz = density * rows * columns
           where nnz <= int.MaxValue
           select (rows, columns, (int)nnz);
}
