namespace StRnn.Comparison.Rows;

/// <summary>What a figure has to reach.</summary>
/// <param name="Must">The least that is acceptable.</param>
/// <param name="Goal">What we are after.</param>
/// <param name="Moonshot">Where we would be alone.</param>
/// <param name="LowerIsBetter">Whether the figure has to stay below instead of above.</param>
internal sealed record Target(double Must, double Goal, double Moonshot, bool LowerIsBetter = false)
{
    public string Reached(double figure)
    {
        bool Meets(double level) => LowerIsBetter ? figure <= level : figure >= level;
        return Meets(Moonshot) ? "moonshot" : Meets(Goal) ? "goal" : Meets(Must) ? "must" : "missed";
    }
}
