using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuRhnSequenceKernels(CpuContext context) : IRhnSequenceKernels
{
    private const string Operation = "RHN sequence";

    // Deeper networks than any published take their descriptions from the heap.
    private const int MostOnStack = 32;

    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        Span<NativeRhnLayer> described = layers.Length <= MostOnStack
            ? stackalloc NativeRhnLayer[layers.Length]
            : new NativeRhnLayer[layers.Length];
        KernelShapes.CheckRhnForward(layers, initial, mask, activations);
        using var call = context.Begin();
        Describe(layers, described);
        var native = mask is { } some ? new NativeMask(some) : default;
        fixed (NativeRhnLayer* first = described)
        {
            CpuContext.Check(
                NativeMethods.RhnForward(
                    context.Handle,
                    first,
                    layers.Length,
                    context.Matrix(initial),
                    mask is null ? null : &native,
                    activations.Gate,
                    activations.Candidate),
                Operation);
        }
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        CellActivations activations)
    {
        Span<NativeRhnLayer> described = layers.Length <= MostOnStack
            ? stackalloc NativeRhnLayer[layers.Length]
            : new NativeRhnLayer[layers.Length];
        KernelShapes.CheckRhnBackward(layers, initial, mask, dy, activations);
        using var call = context.Begin();
        Describe(layers, described);
        var native = mask is { } some ? new NativeMask(some) : default;
        fixed (NativeRhnLayer* first = described)
        {
            CpuContext.Check(
                NativeMethods.RhnBackward(
                    context.Handle,
                    first,
                    layers.Length,
                    context.Matrix(initial),
                    mask is null ? null : &native,
                    context.Matrix(dy),
                    activations.Gate,
                    activations.Candidate),
                Operation);
        }
    }

    private void Describe(ReadOnlySpan<RhnMicroLayer> layers, Span<NativeRhnLayer> described)
    {
        for (int l = 0; l < layers.Length; l++)
        {
            var layer = layers[l];
            var packed = CpuContext.Packed(layer.Packed, Operation);
            described[l] = new NativeRhnLayer(
                context.Pointer(packed),
                context.Values(layer.Values),
                context.Matrix(layer.Gates),
                context.Matrix(layer.Input),
                context.Matrix(layer.State));
        }
    }
}
