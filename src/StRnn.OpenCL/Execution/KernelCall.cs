using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// One kernel and its next launch: arguments in the order of the kernel's parameters, then one of the <c>Run</c>s.
/// </summary>
internal sealed unsafe class KernelCall(OpenClContext context, ClKernel kernel) : IDisposable
{
    private int _next;

    /// <summary>Gets the kernel.</summary>
    public ClKernel Kernel => kernel;

    /// <summary>Gets the largest work-group in which the kernel can run.</summary>
    public long LargestGroup => kernel.LargestGroup;

    /// <summary>Starts with the first argument.</summary>
    public KernelCall Begin()
    {
        _next = 0;
        return this;
    }

    /// <summary>Adds a matrix: buffer, offset, row stride.</summary>
    public KernelCall Matrix(MatrixView view) => Buffer(context.Memory(view)).Long(view.Offset).Int(view.RowStride);

    /// <summary>Adds a vector of numbers: buffer, offset.</summary>
    public KernelCall Floats(VectorView view) => Buffer(context.Floats(view)).Long(view.Offset);

    /// <summary>Adds a vector of numbers, or where there is none another, which the kernel does not read.</summary>
    public KernelCall Floats(VectorView? view, VectorView otherwise) => Floats(view ?? otherwise);

    /// <summary>Adds a vector of integers: buffer, offset.</summary>
    public KernelCall Integers(VectorView view) => Buffer(context.Integers(view).Memory).Long(view.Offset);

    public KernelCall Buffer(ClBuffer buffer)
    {
        nint handle = buffer.Handle;
        kernel.SetArgument(_next++, sizeof(nint), &handle);
        return this;
    }

    public KernelCall Int(int value)
    {
        kernel.SetArgument(_next++, sizeof(int), &value);
        return this;
    }

    public KernelCall Flag(bool value) => Int(value ? 1 : 0);

    public KernelCall UInt(uint value)
    {
        kernel.SetArgument(_next++, sizeof(uint), &value);
        return this;
    }

    public KernelCall Long(long value)
    {
        kernel.SetArgument(_next++, sizeof(long), &value);
        return this;
    }

    public KernelCall ULong(ulong value)
    {
        kernel.SetArgument(_next++, sizeof(ulong), &value);
        return this;
    }

    public KernelCall Float(float value)
    {
        kernel.SetArgument(_next++, sizeof(float), &value);
        return this;
    }

    /// <summary>Adds a dropout mask: seed, stream, step, threshold, scale.</summary>
    public KernelCall Mask(DropoutMask mask)
        => ULong(mask.Seed).UInt(mask.Stream).UInt(mask.Step).UInt(mask.Threshold).Float(mask.Scale);

    /// <summary>Adds local memory of so many bytes.</summary>
    public KernelCall Local(int bytes)
    {
        kernel.SetArgument(_next++, bytes, null);
        return this;
    }

    /// <summary>
    /// Launches one work-item per number, in work-groups of that many, or fewer where the kernel allows no more.
    /// </summary>
    public void Run(long items, int group)
    {
        group = Allowed(group);
        nuint global = RoundUp(items, group);
        nuint local = (nuint)group;
        if (items > 0)
        {
            context.Launch(kernel, 1, null, &global, &local);
        }
    }

    /// <summary>
    /// Launches (x, y) work-items in work-groups of (group, 1), or narrower ones where the kernel allows no more.
    /// </summary>
    public void Run(long x, long y, int group) => Run(x, y, Allowed(group), 1);

    /// <summary>
    /// Launches (x, y) work-items in work-groups of (groupX, groupY); in several launches where there are more groups
    /// in the second dimension than drivers take.
    /// </summary>
    public void Run(long x, long y, int groupX, int groupY)
    {
        if (x <= 0 || y <= 0)
        {
            return;
        }

        nuint* offset = stackalloc nuint[] { 0, 0 };
        nuint* global = stackalloc nuint[] { RoundUp(x, groupX), 0 };
        nuint* local = stackalloc nuint[] { (nuint)groupX, (nuint)groupY };
        long most = (long)DeviceQuirks.MostGroupsBeyondTheFirstDimension * groupY;
        for (long first = 0; first < y; first += most)
        {
            offset[1] = (nuint)first;
            global[1] = RoundUp(Math.Min(most, y - first), groupY);
            context.Launch(kernel, 2, first == 0 ? null : offset, global, local);
        }
    }

    /// <summary>
    /// Launches (x, y, z) work-items in work-groups of (groupX, y, groupZ); in several launches where there are more
    /// groups in the third dimension than drivers take.
    /// </summary>
    public void Run(long x, int y, long z, int groupX, int groupZ)
    {
        if (x <= 0 || y <= 0 || z <= 0)
        {
            return;
        }

        nuint* offset = stackalloc nuint[] { 0, 0, 0 };
        nuint* global = stackalloc nuint[] { RoundUp(x, groupX), (nuint)y, 0 };
        nuint* local = stackalloc nuint[] { (nuint)groupX, (nuint)y, (nuint)groupZ };
        long most = (long)DeviceQuirks.MostGroupsBeyondTheFirstDimension * groupZ;
        for (long first = 0; first < z; first += most)
        {
            offset[2] = (nuint)first;
            global[2] = RoundUp(Math.Min(most, z - first), groupZ);
            context.Launch(kernel, 3, first == 0 ? null : offset, global, local);
        }
    }

    public void Dispose() => kernel.Dispose();

    // Work-groups that a kernel needs in full were checked when the backend was opened; what is left is a matter of
    // speed.
    private int Allowed(int group) => (int)Math.Min(group, kernel.LargestGroup);

    private static nuint RoundUp(long count, int group) => (nuint)((count + group - 1) / group * group);
}
