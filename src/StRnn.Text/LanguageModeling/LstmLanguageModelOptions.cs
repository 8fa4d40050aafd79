namespace StRnn.Text.LanguageModeling;

/// <summary>The shape of an LSTM language model: V, E, H, L, dropout and initial ranges.</summary>
public sealed record LstmLanguageModelOptions : RecurrentLanguageModelOptions;
