using StRnn.Backends;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Execution;

/// <summary>One kernel and its next launch: arguments in the order of the kernel's parameters, then one of the <c>Run</c>s.</summary>
internal sealed unsafe class KernelCall(OpenClContext context, ClKernel kernel) : IDisposable
{
    private int _next;

    /// <summary>Starts with the first argument.</summary>
    public KernelCall Begin()
    {
        _next = 0;
        return this;
    }

    /// <summary>A matrix: buffer, offset, row stride.</summary>
    public KernelCall Matrix(MatrixView view) => Buffer(context.Memory(view)).Long(view.Offset).Int(view.RowStride);

    /// <summary>A vector of numbers: buffer, offset.</summary>
    public KernelCall Floats(VectorView view) => Buffer(context.Floats(view)).Long(view.Offset);

    /// <summary>The same, or anything where there is none: the kernel does not read it.</summary>
    public KernelCall Floats(VectorView? view, VectorView otherwise) => Floats(view ?? otherwise);

    /// <summary>A vector of integers: buffer, offset.</summary>
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

    /// <summary>A dropout mask: seed, stream, step, threshold, scale.</summary>
    public KernelCall Mask(DropoutMask mask)
        => ULong(mask.Seed).UInt(mask.Stream).UInt(mask.Step).UInt(mask.Threshold).Float(mask.Scale);

    /// <summary>Local memory of so many bytes.</summary>
    public KernelCall Local(int bytes)
    {
        kernel.SetArgument(_next++, bytes, null);
        return this;
    }

    /// <summary>Launches one work-item per number, in work-groups of that many.</summary>
    public void Run(long items, int group)
    {
        nuint global = (nuint)((items + group - 1) / group * group);
        nuint local = (nuint)group;
        if (items > 0)
        {
            context.Launch(kernel, 1, &global, &local);
        }
    }

    /// <summary>Launches (x, y) work-items in work-groups of (group, 1).</summary>
    public void Run(int x, int y, int group) => Run(x, y, group, 1);

    /// <summary>Launches (x, y) work-items in work-groups of (groupX, groupY).</summary>
    public void Run(int x, int y, int groupX, int groupY)
    {
        nuint* global = stackalloc nuint[] { RoundUp(x, groupX), RoundUp(y, groupY) };
        nuint* local = stackalloc nuint[] { (nuint)groupX, (nuint)groupY };
        if (x > 0 && y > 0)
        {
            context.Launch(kernel, 2, global, local);
        }
    }

    /// <summary>Launches (x, y, z) work-items in work-groups of (groupX, y, groupZ).</summary>
    public void Run(int x, int y, int z, int groupX, int groupZ)
    {
        nuint* global = stackalloc nuint[] { RoundUp(x, groupX), (nuint)y, RoundUp(z, groupZ) };
        nuint* local = stackalloc nuint[] { (nuint)groupX, (nuint)y, (nuint)groupZ };
        if (x > 0 && y > 0 && z > 0)
        {
            context.Launch(kernel, 3, global, local);
        }
    }

    public void Dispose() => kernel.Dispose();

    private static nuint RoundUp(int count, int group) => (nuint)((count + group - 1) / group * group);
}
