using StRnn.Backends;

namespace StRnn.OpenCL.Interop;

/// <summary>The error codes of OpenCL 1.2 and the loader's, by the names their specifications give them.</summary>
internal static class ErrorCode
{
    public const int Success = 0;
    public const int DeviceNotFound = -1;
    public const int MemoryObjectAllocationFailure = -4;
    public const int OutOfResources = -5;
    public const int OutOfHostMemory = -6;
    public const int BuildProgramFailure = -11;
    public const int InvalidBufferSize = -61;
    public const int PlatformNotFound = -1001;

    private static readonly string[] Runtime =
    [
        "CL_SUCCESS", "CL_DEVICE_NOT_FOUND", "CL_DEVICE_NOT_AVAILABLE", "CL_COMPILER_NOT_AVAILABLE",
        "CL_MEM_OBJECT_ALLOCATION_FAILURE", "CL_OUT_OF_RESOURCES", "CL_OUT_OF_HOST_MEMORY",
        "CL_PROFILING_INFO_NOT_AVAILABLE", "CL_MEM_COPY_OVERLAP",
        "CL_IMAGE_FORMAT_MISMATCH", "CL_IMAGE_FORMAT_NOT_SUPPORTED", "CL_BUILD_PROGRAM_FAILURE", "CL_MAP_FAILURE",
        "CL_MISALIGNED_SUB_BUFFER_OFFSET", "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST", "CL_COMPILE_PROGRAM_FAILURE",
        "CL_LINKER_NOT_AVAILABLE", "CL_LINK_PROGRAM_FAILURE", "CL_DEVICE_PARTITION_FAILED",
        "CL_KERNEL_ARG_INFO_NOT_AVAILABLE",
    ];

    private static readonly string[] Usage =
    [
        "CL_INVALID_VALUE", "CL_INVALID_DEVICE_TYPE", "CL_INVALID_PLATFORM", "CL_INVALID_DEVICE", "CL_INVALID_CONTEXT",
        "CL_INVALID_QUEUE_PROPERTIES", "CL_INVALID_COMMAND_QUEUE", "CL_INVALID_HOST_PTR", "CL_INVALID_MEM_OBJECT",
        "CL_INVALID_IMAGE_FORMAT_DESCRIPTOR", "CL_INVALID_IMAGE_SIZE", "CL_INVALID_SAMPLER", "CL_INVALID_BINARY",
        "CL_INVALID_BUILD_OPTIONS", "CL_INVALID_PROGRAM", "CL_INVALID_PROGRAM_EXECUTABLE", "CL_INVALID_KERNEL_NAME",
        "CL_INVALID_KERNEL_DEFINITION", "CL_INVALID_KERNEL", "CL_INVALID_ARG_INDEX", "CL_INVALID_ARG_VALUE",
        "CL_INVALID_ARG_SIZE", "CL_INVALID_KERNEL_ARGS", "CL_INVALID_WORK_DIMENSION", "CL_INVALID_WORK_GROUP_SIZE",
        "CL_INVALID_WORK_ITEM_SIZE", "CL_INVALID_GLOBAL_OFFSET", "CL_INVALID_EVENT_WAIT_LIST", "CL_INVALID_EVENT",
        "CL_INVALID_OPERATION", "CL_INVALID_GL_OBJECT",
        "CL_INVALID_BUFFER_SIZE", "CL_INVALID_MIP_LEVEL", "CL_INVALID_GLOBAL_WORK_SIZE", "CL_INVALID_PROPERTY",
        "CL_INVALID_IMAGE_DESCRIPTOR", "CL_INVALID_COMPILER_OPTIONS", "CL_INVALID_LINKER_OPTIONS",
        "CL_INVALID_DEVICE_PARTITION_COUNT",
    ];

    /// <summary>
    /// Returns a value indicating whether the code, of the creation of a buffer, says that memory is too small for it.
    /// </summary>
    public static bool IsRefusedAllocation(int code)
        => code is MemoryObjectAllocationFailure or OutOfResources or OutOfHostMemory or InvalidBufferSize;

    /// <summary>
    /// Returns a value indicating whether the code, of any other call, says that memory has run out: drivers that give
    /// memory at its first use say so there. CL_OUT_OF_RESOURCES is not among them: from a launch it mostly means that
    /// a kernel wants more registers or local memory than there are, and from a later call that a kernel faulted.
    /// </summary>
    public static bool IsOutOfMemory(int code) => code is MemoryObjectAllocationFailure or OutOfHostMemory;

    /// <summary>Formats the name and the number of a code.</summary>
    public static string Describe(int code)
    {
        const int FirstUsage = -30;
        string name = code == PlatformNotFound ? "CL_PLATFORM_NOT_FOUND_KHR"
            : code <= 0 && -code < Runtime.Length ? Runtime[-code]
            : code <= FirstUsage && FirstUsage - code < Usage.Length ? Usage[FirstUsage - code]
            : "unknown error";
        return FormattableString.Invariant($"{name} ({code})");
    }
}

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
