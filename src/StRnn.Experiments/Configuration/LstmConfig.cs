namespace StRnn.Experiments.Configuration;

/// <summary>Describes stacked LSTM layers between an embedding and a decoder.</summary>
public sealed record LstmConfig() : StackedConfig(Lstm);
