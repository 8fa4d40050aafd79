namespace StRnn.Cli.Hosting;

/// <summary>One line of <c>strnn doctor</c>.</summary>
internal sealed record HealthCheck(string Name, string Status, string Detail)
{
    public const string Ok = "ok";
    public const string Info = "info";

    /// <summary>Something optional is missing.</summary>
    public const string Missing = "missing";

    /// <summary>Something needed does not work.</summary>
    public const string Failed = "failed";
}
