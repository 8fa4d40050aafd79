namespace StRnn.Text.LanguageModeling;

/// <summary>
/// An LSTM language model: <see cref="RecurrentLanguageModel"/> whose cell is the LSTM. Source: Zaremba et al. 2014;
/// Liu et al. 2021, section 4.1.
/// </summary>
/// <param name="options">The shape of the model.</param>
public sealed class LstmLanguageModel(LstmLanguageModelOptions options) : RecurrentLanguageModel(options);
