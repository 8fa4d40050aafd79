using System.Runtime.InteropServices;

namespace StRnn.Cpu.Native;

/// <summary>Owns a <c>strnn_context</c>.</summary>
internal sealed class ContextHandle : SafeHandle
{
    public ContextHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.ContextDestroy(handle);
        return true;
    }
}

/// <summary>Owns a <c>strnn_packed_matrix</c>.</summary>
internal sealed class PackedHandle : SafeHandle
{
    public PackedHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.PackedMatrixDestroy(handle);
        return true;
    }
}
