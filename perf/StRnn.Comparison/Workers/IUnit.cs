namespace StRnn.Comparison.Workers;

/// <summary>A piece of work whose repetition is timed.</summary>
internal interface IUnit : IDisposable
{
    /// <summary>Restores what a repetition needs; not timed.</summary>
    void Prepare()
    {
    }

    /// <summary>Does the work once, and waits until it is done.</summary>
    void Run();
}
