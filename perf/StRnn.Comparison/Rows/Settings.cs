namespace StRnn.Comparison.Rows;

/// <summary>The settings of a comparison.</summary>
/// <param name="Peers">The folder of the built peers.</param>
/// <param name="Threads">Threads of both sides.</param>
/// <param name="Rounds">Rounds that count, of each pair.</param>
/// <param name="Say">Receives a line of progress.</param>
internal sealed record Settings(string Peers, int Threads, int Rounds, Action<string> Say);
