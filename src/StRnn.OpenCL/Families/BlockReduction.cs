using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL.Families;

/// <summary>Sums of vectors by fixed blocks, rounded once.</summary>
internal static class BlockReduction
{
    // The kernel has the same number.
    private const int Block = 16384;

    public static void Run(OpenClContext context, VectorView x, bool squared, VectorView result, bool accumulate)
    {
        int blocks = (int)Math.Max(1, (x.Length + Block - 1) / Block);
        var partial = context.Scratch.Get(Scratch.Partial, blocks * 2L * sizeof(float));
        int group = context.Tuning.ReductionGroup;
        context.Kernel("reduce_blocks").Floats(x).Long(x.Length).Flag(squared).Buffer(partial).Flag(blocks == 1)
            .Floats(result).Flag(accumulate).Local(group * 2 * sizeof(float)).Run((long)blocks * group, group);
        if (blocks > 1)
        {
            context.Kernel("reduce_finish").Buffer(partial).Int(blocks).Floats(result).Flag(accumulate).Run(1, 1);
        }
    }
}
