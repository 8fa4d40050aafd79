using System.Globalization;
using StRnn.Comparison;

// The same text and numbers on every machine; and, where the system allows it, precedence over whatever else runs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (File.Exists("/proc/self/autogroup"))
    {
        File.WriteAllText("/proc/self/autogroup", "-20");
    }
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    // Not ours to raise: the figures are noisier then.
}

return Commands.Root().Parse(args).Invoke();
