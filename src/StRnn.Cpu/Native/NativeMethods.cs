using System.Runtime.InteropServices;
using StRnn.Backends.Kernels;

namespace StRnn.Cpu.Native;

/// <summary>The functions of <c>native/include/strnn</c>, one for one; those headers document them.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_abi_version")]
    public static partial int AbiVersion();

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_last_error")]
    public static partial byte* LastError();

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_best_isa")]
    public static partial InstructionSet BestInstructionSet();

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_context_create")]
    public static partial NativeStatus ContextCreate(int threads, InstructionSet isa, out ContextHandle context);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_context_destroy")]
    public static partial void ContextDestroy(nint context);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_context_threads")]
    public static partial int ContextThreads(ContextHandle context);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_context_isa")]
    public static partial InstructionSet ContextInstructionSet(ContextHandle context);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_allocate")]
    public static partial NativeStatus Allocate(long length, void** data);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_free")]
    public static partial void Free(void* data, long length);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_packed_matrix_create")]
    public static partial NativeStatus PackedMatrixCreate(
        long rows,
        long columns,
        int* rowOffsets,
        int* columnIndices,
        int blockHeight,
        int acrossGates,
        int uses,
        out PackedHandle packed);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_packed_matrix_destroy")]
    public static partial void PackedMatrixDestroy(nint packed);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_packed_matrix_bytes")]
    public static partial long PackedMatrixBytes(PackedHandle packed);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_packed_matrix_pattern")]
    public static partial NativeStatus PackedMatrixPattern(PackedHandle packed, int* rowOffsets, int* columnIndices);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_packed_matrix_order")]
    public static partial NativeStatus PackedMatrixOrder(PackedHandle packed, int* order);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_packed_matrix_refresh")]
    public static partial NativeStatus PackedMatrixRefresh(ContextHandle context, PackedHandle packed, float* values);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_round_to_bfloat16")]
    public static partial NativeStatus RoundToBFloat16(
        ContextHandle context, float* values, long length, ushort* rounded);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_choose_panel_geometry")]
    public static partial NativeStatus ChoosePanelGeometry(
        long rows, long columns, long nnz, int recurrent, out NativePanelGeometry geometry);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_spmm")]
    public static partial NativeStatus SpMM(
        ContextHandle context,
        PackedHandle packed,
        NativeValues values,
        in NativeMatrix x,
        in NativeMatrix y,
        int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_spmm_transposed")]
    public static partial NativeStatus SpMMTransposed(
        ContextHandle context, PackedHandle packed, in NativeMatrix g, in NativeMatrix d, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_sddmm")]
    public static partial NativeStatus Sddmm(
        ContextHandle context,
        PackedHandle packed,
        in NativeMatrix g,
        in NativeMatrix x,
        float* gradient,
        int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gather_rows")]
    public static partial NativeStatus GatherRows(
        ContextHandle context, PackedHandle packed, NativeValues values, int* ids, in NativeMatrix y);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_scatter_add_rows")]
    public static partial NativeStatus ScatterAddRows(
        ContextHandle context, PackedHandle packed, int* ids, in NativeMatrix g, float* gradient, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gemm")]
    public static partial NativeStatus Gemm(
        ContextHandle context,
        in NativeMatrix a,
        int transposeA,
        in NativeMatrix b,
        int transposeB,
        in NativeMatrix y,
        int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gather_dense_rows")]
    public static partial NativeStatus GatherDenseRows(
        ContextHandle context, in NativeMatrix table, int* ids, in NativeMatrix y);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_scatter_add_dense_rows")]
    public static partial NativeStatus ScatterAddDenseRows(
        ContextHandle context, int* ids, in NativeMatrix g, in NativeMatrix gradient);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_gather_columns")]
    public static partial NativeStatus GatherColumns(
        ContextHandle context, in NativeMatrix x, int* index, float* weights, in NativeMatrix y, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_scatter_add_columns")]
    public static partial NativeStatus ScatterAddColumns(
        ContextHandle context, in NativeMatrix x, int* index, float* weights, in NativeMatrix y, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_add_bias")]
    public static partial NativeStatus AddBias(ContextHandle context, float* bias, in NativeMatrix y);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_sum_columns")]
    public static partial NativeStatus SumColumns(
        ContextHandle context, in NativeMatrix g, float* sums, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_dropout")]
    public static partial NativeStatus Dropout(
        ContextHandle context,
        in NativeMatrix x,
        in NativeMatrix y,
        in NativeMask mask,
        long maskColumns,
        int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_dropout_words")]
    public static partial NativeStatus DropoutWords(
        ContextHandle context, in NativeMatrix x, int* ids, in NativeMatrix y, in NativeMask mask, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_copy")]
    public static partial NativeStatus Copy(ContextHandle context, in NativeMatrix x, in NativeMatrix y);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_add")]
    public static partial NativeStatus Add(ContextHandle context, in NativeMatrix x, in NativeMatrix y);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_fill")]
    public static partial NativeStatus Fill(ContextHandle context, float* x, long length, float value);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_sum")]
    public static partial NativeStatus Sum(ContextHandle context, float* x, long length, float* result, int accumulate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_add_squared_norms")]
    public static partial NativeStatus AddSquaredNorms(
        ContextHandle context, in NativeMatrix x, float* rows, float* columns);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_inverse_roots")]
    public static partial NativeStatus InverseRoots(
        ContextHandle context, float* squares, long length, float epsilon, float scale, float* factors);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_add_scaled")]
    public static partial NativeStatus AddScaled(
        ContextHandle context, in NativeMatrix x, float* rows, float* columns, in NativeMatrix g);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_zero_below")]
    public static partial NativeStatus ZeroBelow(ContextHandle context, float* x, long length, float threshold);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_lstm_cell_forward")]
    public static partial NativeStatus LstmCellForward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix cPrevious,
        in NativeMatrix c,
        in NativeMatrix h,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_lstm_cell_backward")]
    public static partial NativeStatus LstmCellBackward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix cPrevious,
        in NativeMatrix c,
        in NativeMatrix dh,
        in NativeMatrix dc,
        in NativeMatrix dGates,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_lstm_forward")]
    public static partial NativeStatus LstmForward(
        ContextHandle context,
        PackedHandle packed,
        NativeValues values,
        in NativeMatrix gates,
        in NativeMatrix initialH,
        in NativeMatrix initialC,
        in NativeMatrix c,
        in NativeMatrix h,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_lstm_backward")]
    public static partial NativeStatus LstmBackward(
        ContextHandle context,
        PackedHandle packed,
        in NativeMatrix gates,
        in NativeMatrix initialC,
        in NativeMatrix c,
        in NativeMatrix dh,
        in NativeMatrix dc,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_word_gates_forward")]
    public static partial NativeStatus WordGatesForward(
        ContextHandle context, in NativeWordGates input, float* bias, in NativeMatrix gates);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_word_gates_backward")]
    public static partial NativeStatus WordGatesBackward(
        ContextHandle context,
        in NativeWordGates input,
        in NativeMatrix dGates,
        float* dWeight,
        int addWeight,
        float* dTable,
        int addTable,
        float* dBias,
        int addBias);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_rhn_cell_forward")]
    public static partial NativeStatus RhnCellForward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix sPrevious,
        in NativeMatrix s,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_rhn_cell_backward")]
    public static partial NativeStatus RhnCellBackward(
        ContextHandle context,
        in NativeMatrix gates,
        in NativeMatrix sPrevious,
        in NativeMatrix ds,
        in NativeMatrix dGates,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_rhn_forward")]
    public static partial NativeStatus RhnForward(
        ContextHandle context,
        NativeRhnLayer* layers,
        long depth,
        in NativeMatrix initial,
        NativeMask* mask,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_rhn_backward")]
    public static partial NativeStatus RhnBackward(
        ContextHandle context,
        NativeRhnLayer* layers,
        long depth,
        in NativeMatrix initial,
        NativeMask* mask,
        in NativeMatrix dy,
        GateActivation gate,
        CandidateActivation candidate);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_softmax_cross_entropy_forward")]
    public static partial NativeStatus SoftmaxCrossEntropyForward(
        ContextHandle context, in NativeMatrix logits, int* targets, float* logSumExp, float* losses);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_softmax_cross_entropy_backward")]
    public static partial NativeStatus SoftmaxCrossEntropyBackward(
        ContextHandle context,
        in NativeMatrix logits,
        int* targets,
        float* logSumExp,
        float scale,
        in NativeMatrix dLogits);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_huber_forward")]
    public static partial NativeStatus HuberForward(
        ContextHandle context,
        in NativeMatrix outputs,
        in NativeMatrix targets,
        float* weights,
        float delta,
        float scale,
        float* losses);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_huber_backward")]
    public static partial NativeStatus HuberBackward(
        ContextHandle context,
        in NativeMatrix outputs,
        in NativeMatrix targets,
        float* weights,
        float delta,
        float scale,
        in NativeMatrix dOutputs);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_add_squared_norm")]
    public static partial NativeStatus AddSquaredNorm(ContextHandle context, float* x, long length, float* result);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_sgd_momentum_step")]
    public static partial NativeStatus SgdMomentumStep(
        ContextHandle context,
        float* values,
        float* gradient,
        float* velocity,
        long length,
        float* squaredNorm,
        float learningRate,
        float momentum,
        float weightDecay,
        float clipNorm);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_adam_step")]
    public static partial NativeStatus AdamStep(
        ContextHandle context,
        float* values,
        float* gradient,
        float* firstMoment,
        float* secondMoment,
        long length,
        float* squaredNorm,
        in NativeAdam numbers);

    [LibraryImport(NativeLibraryLoader.LibraryName, EntryPoint = "strnn_average_step")]
    public static partial NativeStatus AverageStep(
        ContextHandle context, float* values, float* average, float* ages, long length, float share);
}
