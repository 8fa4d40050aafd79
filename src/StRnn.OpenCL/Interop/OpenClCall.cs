using StRnn.Backends;

namespace StRnn.OpenCL.Interop;

/// <summary>Turns a return code into an exception that names the call, the error and the device.</summary>
internal static class OpenClCall
{
    public static void Check(int code, string call, string device)
    {
        if (code != ErrorCode.Success)
        {
            throw Error(code, call, device);
        }
    }

    public static BackendException Error(int code, string call, string device)
    {
        string message = $"{call} failed with {ErrorCode.Describe(code)} on the OpenCL device '{device}'.";
        return ErrorCode.IsOutOfMemory(code)
            ? new BackendOutOfMemoryException($"{message} Use a smaller model, batch or window.")
            : code == ErrorCode.OutOfResources
            ? new BackendException(
                $"{message} A kernel wants more registers or local memory than the device has, or it faulted.")
            {
                Cause = BackendFailure.KernelResources,
            }
            : new BackendException(message) { Cause = BackendFailure.DeviceCall };
    }
}
