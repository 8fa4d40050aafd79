using System.Diagnostics.CodeAnalysis;
using Silk.NET.OpenCL;

namespace StRnn.OpenCL.Interop;

/// <summary>The loader library (libOpenCL, OpenCL.dll), opened once and kept for the process.</summary>
internal static class OpenClLibrary
{
    private static readonly Lazy<(CL? Api, string Problem)> Loaded = new(() => Load(CL.GetApi));

    /// <summary>Returns the library, or the reason it cannot be used and the remedy.</summary>
    public static bool TryOpen([NotNullWhen(true)] out CL? api, out string problem)
    {
        (api, problem) = Loaded.Value;
        return api is not null;
    }

    /// <summary>Opens the library; one that is missing or broken gives a problem, no exception.</summary>
    public static (CL? Api, string Problem) Load(Func<CL> open)
    {
        try
        {
            return (open(), string.Empty);
        }
        catch (Exception error) when (error is FileNotFoundException or DllNotFoundException or BadImageFormatException)
        {
            return (
                null,
                "no OpenCL loader is installed: "
                + "install the graphics driver, or on Debian or Ubuntu ocl-icd-libopencl1");
        }
        catch (Exception error)
        {
            string reason = error.Message.ReplaceLineEndings(" ");
            return (
                null, $"the OpenCL loader cannot be opened ({error.GetType().Name}: {reason}): install it again");
        }
    }
}
