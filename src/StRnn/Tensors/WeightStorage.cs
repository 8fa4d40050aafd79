namespace StRnn.Tensors;

/// <summary>The form in which a loaded model keeps the values of its sparse weights.</summary>
public enum WeightStorage
{
    /// <summary>Single precision, as trained; the model can be trained on.</summary>
    Float32,

    /// <summary>
    /// For inference alone: values rounded to bfloat16, the upper half of a single, and computed with in single
    /// precision; no transposed copies, gradients or optimiser state. Dense matrices and biases stay single precision.
    /// A backend without <see cref="Backends.Kernels.IBFloat16Kernels"/> keeps the rounded values in single precision.
    /// </summary>
    BFloat16,
}
