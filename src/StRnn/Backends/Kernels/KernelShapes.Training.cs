using System.Globalization;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <content>
/// The rules of <see cref="ILossKernels"/>, <see cref="IOptimizerKernels"/> and <see cref="IGroupKernels"/>.
/// </content>
public static partial class KernelShapes
{
    /// <summary>Checks the operands of <see cref="ILossKernels.SoftmaxCrossEntropyForward"/>.</summary>
    public static void CheckSoftmaxCrossEntropyForward(
        MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        long columns = logits.Columns;
        if (targets.Length != columns || logSumExp.Length != columns || losses.Length != columns)
        {
            throw Error(
                nameof(ILossKernels.SoftmaxCrossEntropyForward),
                "logits[V,N], targets[N], logSumExp[N], losses[N]",
                $"logits {Of(logits)}, targets {Of(targets)}, logSumExp {Of(logSumExp)}, losses {Of(losses)}");
        }
    }

    /// <summary>Checks the operands of <see cref="ILossKernels.SoftmaxCrossEntropyBackward"/>.</summary>
    public static void CheckSoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, MatrixView dLogits)
    {
        if (targets.Length != logits.Columns || logSumExp.Length != logits.Columns || !AreSame(dLogits, logits))
        {
            throw Error(
                nameof(ILossKernels.SoftmaxCrossEntropyBackward),
                "logits[V,N], targets[N], logSumExp[N], dLogits[V,N]",
                $"logits {Of(logits)}, targets {Of(targets)}, logSumExp {Of(logSumExp)}, dLogits {Of(dLogits)}");
        }
    }

    /// <summary>Checks the operands of <see cref="ILossKernels.HuberForward"/>.</summary>
    public static void CheckHuberForward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, VectorView losses)
    {
        const string Operation = nameof(ILossKernels.HuberForward);
        long columns = outputs.Columns;
        if (!AreSame(targets, outputs) || !HasLength(weights, columns) || losses.Length != columns)
        {
            throw Error(
                Operation,
                "outputs[m,N], targets[m,N], weights[N], losses[N]",
                $"outputs {Of(outputs)}, targets {Of(targets)}, weights {Of(weights)}, losses {Of(losses)}");
        }

        CheckDelta(Operation, delta);
    }

    /// <summary>Checks the operands of <see cref="ILossKernels.HuberBackward"/>.</summary>
    public static void CheckHuberBackward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, MatrixView dOutputs)
    {
        const string Operation = nameof(ILossKernels.HuberBackward);
        if (!AreSame(targets, outputs) || !HasLength(weights, outputs.Columns) || !AreSame(dOutputs, outputs))
        {
            throw Error(
                Operation,
                "outputs[m,N], targets[m,N], weights[N], dOutputs[m,N]",
                $"outputs {Of(outputs)}, targets {Of(targets)}, weights {Of(weights)}, dOutputs {Of(dOutputs)}");
        }

        CheckDelta(Operation, delta);
    }

    /// <summary>Checks the result of <see cref="IOptimizerKernels.AddSquaredNorm"/>.</summary>
    public static void CheckAddSquaredNorm(VectorView result)
        => CheckScalar(nameof(IOptimizerKernels.AddSquaredNorm), nameof(result), result);

    /// <summary>Checks the operands of <see cref="IOptimizerKernels.SgdMomentumStep"/>.</summary>
    public static void CheckSgdMomentumStep(
        VectorView values,
        VectorView gradient,
        VectorView? velocity,
        VectorView squaredNorm,
        SgdMomentumOptions options)
    {
        const string Operation = nameof(IOptimizerKernels.SgdMomentumStep);
        if (gradient.Length != values.Length || !HasLength(velocity, values.Length))
        {
            throw Error(
                Operation,
                "values[n], gradient[n], velocity[n]",
                $"values {Of(values)}, gradient {Of(gradient)}, velocity {Of(velocity)}");
        }

        if (velocity is null && options.Momentum != 0)
        {
            throw new ArgumentException($"{Operation}: momentum {options.Momentum} needs a velocity.");
        }

        CheckScalar(Operation, nameof(squaredNorm), squaredNorm);
    }

    /// <summary>Checks the operands of <see cref="IOptimizerKernels.AdamStep"/>.</summary>
    public static void CheckAdamStep(
        VectorView values, VectorView gradient, VectorView firstMoment, VectorView secondMoment, VectorView squaredNorm)
    {
        const string Operation = nameof(IOptimizerKernels.AdamStep);
        long length = values.Length;
        if (gradient.Length != length || firstMoment.Length != length || secondMoment.Length != length)
        {
            throw Error(
                Operation,
                "values[n], gradient[n], firstMoment[n], secondMoment[n]",
                $"values {Of(values)}, gradient {Of(gradient)}, firstMoment {Of(firstMoment)}, secondMoment "
                + $"{Of(secondMoment)}");
        }

        CheckScalar(Operation, nameof(squaredNorm), squaredNorm);
    }

    /// <summary>Checks the operands of <see cref="IOptimizerKernels.AverageStep"/>.</summary>
    public static void CheckAverageStep(VectorView values, VectorView average, VectorView? ages)
    {
        if (average.Length != values.Length || !HasLength(ages, values.Length))
        {
            throw Error(
                nameof(IOptimizerKernels.AverageStep),
                "values[n], average[n], ages[n]",
                $"values {Of(values)}, average {Of(average)}, ages {Of(ages)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IGroupKernels.AddSquaredNorms"/>.</summary>
    public static void CheckAddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
        => CheckGroups(nameof(IGroupKernels.AddSquaredNorms), x, rows, columns);

    /// <summary>Checks the operands of <see cref="IGroupKernels.InverseRoots"/>.</summary>
    public static void CheckInverseRoots(VectorView squares, VectorView factors)
    {
        if (squares.Length != factors.Length)
        {
            throw Error(
                nameof(IGroupKernels.InverseRoots),
                "squares[K], factors[K]",
                $"squares {Of(squares)}, factors {Of(factors)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IGroupKernels.AddScaled"/>.</summary>
    public static void CheckAddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        const string Operation = nameof(IGroupKernels.AddScaled);
        if (!AreSame(x, g))
        {
            throw Error(Operation, "X[m,n], G[m,n]", $"X {Of(x)}, G {Of(g)}");
        }

        CheckGroups(Operation, x, rows, columns);
    }

    private static void CheckDelta(string operation, float delta)
    {
        if (!(delta > 0))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{operation}: delta is {delta}; it must be above 0."));
        }
    }

    private static void CheckGroups(string operation, MatrixView x, VectorView? rows, VectorView? columns)
    {
        if (!HasLength(rows, x.Rows) || !HasLength(columns, x.Columns))
        {
            throw Error(
                operation, "X[m,n], rows[m], columns[n]", $"X {Of(x)}, rows {Of(rows)}, columns {Of(columns)}");
        }
    }
}
