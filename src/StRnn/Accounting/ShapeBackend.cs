using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Accounting;

/// <summary>
/// A backend that stores and computes nothing. Running a step on it shows the memory that the step would request. It
/// has the optional whole-sequence kernels of the CPU backend, so that a model takes the same path.
/// </summary>
internal sealed class ShapeBackend :
    IBackend,
    ISparseKernels,
    IDenseKernels,
    IRecurrentKernels,
    ILossKernels,
    IOptimizerKernels,
    ILstmSequenceKernels,
    IRhnSequenceKernels,
    IGruSequenceKernels,
    IMinGruSequenceKernels,
    IWordGateKernels
{
    public BackendInfo Info { get; } = new("shapes", "none", "none", Threads: 1, ElementType.Float32);

    public ISparseKernels Sparse => this;

    public IDenseKernels Dense => this;

    public IRecurrentKernels Recurrent => this;

    public ILossKernels Loss => this;

    public IOptimizerKernels Optimizer => this;

    public DeviceBuffer Allocate(ElementType elementType, long length) => new ShapeBuffer(elementType, length);

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
    {
    }

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
        => throw new NotSupportedException("The planning backend has shapes but no values: nothing can be read.");

    public void Synchronize()
    {
    }

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
        => (kernels = this as TKernels) is not null;

    public void Dispose()
    {
    }

    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses) => new ShapePackedMatrix(pattern, uses);

    public void Refresh(PackedMatrix packed, VectorView values)
    {
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
    }

    public void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
    }

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
    }

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
    {
    }

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
    }

    public void Gemm(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
    }

    public void GemmTransposedA(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
    }

    public void GemmTransposedB(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
    }

    public void GatherRows(MatrixView table, VectorView ids, MatrixView y)
    {
    }

    public void ScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient)
    {
    }

    public void GatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
    }

    public void ScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
    }

    public void AddBias(VectorView bias, MatrixView y)
    {
    }

    public void SumColumns(MatrixView g, VectorView sums, bool accumulate)
    {
    }

    public void Dropout(MatrixView x, MatrixView y, DropoutMask mask, bool accumulate)
    {
    }

    public void DropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask, bool accumulate)
    {
    }

    public void Copy(MatrixView x, MatrixView y)
    {
    }

    public void Add(MatrixView x, MatrixView y)
    {
    }

    public void Fill(VectorView x, float value)
    {
    }

    public void Sum(VectorView x, VectorView result, bool accumulate)
    {
    }

    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
    }

    public void LstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        CellActivations activations)
    {
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
    }

    public void RhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
    }

    public void GruGatesForward(
        MatrixView gates, MatrixView hPrevious, MatrixView inner, ResetGate reset, CellActivations activations)
    {
    }

    public void GruStateForward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        ResetGate reset,
        CellActivations activations)
    {
    }

    public void GruStateBackward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView dh,
        ResetGate reset,
        CellActivations activations)
    {
    }

    public void GruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations)
    {
    }

    public void SoftmaxCrossEntropyForward(
        MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
    }

    public void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits)
    {
    }

    public void HuberForward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, VectorView losses)
    {
    }

    public void HuberBackward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, MatrixView dOutputs)
    {
    }

    public void AddSquaredNorm(VectorView x, VectorView result)
    {
    }

    public void SgdMomentumStep(
        VectorView values,
        VectorView gradient,
        VectorView? velocity,
        VectorView squaredNorm,
        SgdMomentumOptions options)
    {
    }

    public void AdamStep(
        VectorView values,
        VectorView gradient,
        VectorView firstMoment,
        VectorView secondMoment,
        VectorView squaredNorm,
        AdamOptions options)
    {
    }

    public void AverageStep(VectorView values, VectorView average, VectorView? ages, float share)
    {
    }

    void ILstmSequenceKernels.Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
    }

    void ILstmSequenceKernels.Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
    }

    void IRhnSequenceKernels.Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
    }

    void IRhnSequenceKernels.Backward(
        ReadOnlySpan<RhnMicroLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        CellActivations activations)
    {
    }

    void IGruSequenceKernels.Forward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence)
    {
    }

    void IGruSequenceKernels.Backward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
    }

    void IMinGruSequenceKernels.Forward(
        MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations)
    {
    }

    void IMinGruSequenceKernels.Backward(
        MatrixView gates, MatrixView initial, MatrixView h, MatrixView dh, CellActivations activations)
    {
    }

    void IWordGateKernels.Forward(WordGateInput input, VectorView bias, MatrixView gates)
    {
    }

    void IWordGateKernels.Backward(
        WordGateInput input,
        MatrixView dGates,
        VectorView dWeight,
        bool addWeight,
        VectorView dTable,
        bool addTable,
        VectorView dBias,
        bool addBias)
    {
    }

    private sealed class ShapeBuffer : DeviceBuffer
    {
        public ShapeBuffer(ElementType elementType, long length)
            : base(elementType, length) => HasNoMemory();

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class ShapePackedMatrix : PackedMatrix
    {
        private readonly SparsityPattern _pattern;

        public ShapePackedMatrix(SparsityPattern pattern, WeightUses uses)
            : base(pattern, uses) => _pattern = pattern;

        public override long LengthInBytes => 0;

        public override SparsityPattern ToPattern() => _pattern;

        public override void ToCanonical<T>(ReadOnlySpan<T> stored, Span<T> canonical) => stored.CopyTo(canonical);

        public override void FromCanonical<T>(ReadOnlySpan<T> canonical, Span<T> stored) => canonical.CopyTo(stored);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
