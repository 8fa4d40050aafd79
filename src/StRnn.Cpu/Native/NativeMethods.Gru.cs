using System.Runtime.InteropServices;
using StRnn.Backends.Kernels;

namespace StRnn.Cpu.Native;

/// <content>The functions of <c>gru.h</c>.</content>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gru_gates_forward")]
    public static partial NativeStatus GruGatesForward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix hPrevious,
        in NativeMatrix inner,
        ResetGate reset,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gru_state_forward")]
    public static partial NativeStatus GruStateForward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix inner,
        in NativeMatrix hPrevious,
        in NativeMatrix h,
        ResetGate reset,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gru_state_backward")]
    public static partial NativeStatus GruStateBackward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix inner,
        in NativeMatrix hPrevious,
        in NativeMatrix dh,
        ResetGate reset,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gru_gates_backward")]
    public static partial NativeStatus GruGatesBackward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix dInner,
        in NativeMatrix hPrevious,
        in NativeMatrix dh,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gru_forward")]
    public static partial NativeStatus GruForward(
        ContextHandle context,
        PackedHandle weight,
        NativeValues values,
        PackedHandle candidateWeight,
        NativeValues candidateValues,
        NativeGru* sequence,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gru_backward")]
    public static partial NativeStatus GruBackward(
        ContextHandle context,
        PackedHandle weight,
        PackedHandle candidateWeight,
        NativeGru* sequence,
        in NativeMatrix dh,
        in NativeMatrix dInner,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_min_gru_forward")]
    public static partial NativeStatus MinGruForward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix initial,
        in NativeMatrix h,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_min_gru_backward")]
    public static partial NativeStatus MinGruBackward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix initial,
        in NativeMatrix h,
        in NativeMatrix dh,
        GateActivation gate,
        CandidateActivation candidate);
}
