namespace StRnn.Comparison.Rows;

/// <summary>
/// The language models that are compared, V 10,000, B 20, T 35: 2 LSTM layers without dropout, or a recurrent highway network with the
/// published rates.
/// </summary>
/// <param name="Name">W1 is the paper's model.</param>
/// <param name="Hidden">H.</param>
/// <param name="StepsPerRound">Steps of one sample, so that it lasts long enough.</param>
/// <param name="Depth">D of a recurrent highway network; 0 for LSTM layers.</param>
internal sealed record ModelShape(string Name, int Hidden, int StepsPerRound, int Depth = 0)
{
    public static readonly ModelShape W1 = new("W1 (2 x 1500)", 1500, 2);
    public static readonly ModelShape W2 = new("W2 (2 x 650)", 650, 4);
    public static readonly ModelShape W3 = new("W3 (2 x 200)", 200, 12);
    public static readonly ModelShape W5 = new("W5 (RHN, depth 10, 830)", 830, 2, 10);
}
