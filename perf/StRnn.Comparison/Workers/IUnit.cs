namespace StRnn.Comparison.Workers;

/// <summary>Something whose repetition is timed.</summary>
internal interface IUnit : IDisposable
{
    /// <summary>What a repetition needs and nobody times.</summary>
    void Prepare()
    {
    }

    /// <summary>Does it once, and waits until it is done.</summary>
    void Run();
}
