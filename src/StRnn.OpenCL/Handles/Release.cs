using StRnn.Backends;

namespace StRnn.OpenCL.Handles;

/// <summary>
/// Frees several things: after a fault of the device each may fail, and none may keep the others from being freed.
/// </summary>
internal static class Release
{
    /// <summary>Runs all of them, then throws the first exception, if there was one.</summary>
    /// <param name="releases">What frees something.</param>
    public static void All(IEnumerable<Action> releases)
    {
        BackendException? first = null;
        foreach (var release in releases)
        {
            try
            {
                release();
            }
            catch (BackendException error)
            {
                first ??= error;
            }
        }

        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
