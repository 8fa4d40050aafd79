namespace StRnn.Autograd;

/// <summary>
/// The place of a parameter in a model, by which a parameterization chooses how initial range and learning rate follow
/// the width.
/// </summary>
public enum ParameterRole
{
    /// <summary>Input and output grow with the model's width: a cell's weights; and its biases.</summary>
    Hidden,

    /// <summary>Only the output grows: an embedding, of which one row is looked up at a time.</summary>
    Embedding,

    /// <summary>Only the input grows: the weight and bias that make the logits.</summary>
    Output,

    /// <summary>An embedding that is also the output layer's weight.</summary>
    TiedEmbedding,
}
