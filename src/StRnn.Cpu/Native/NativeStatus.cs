namespace StRnn.Cpu.Native;

/// <summary><c>strnn_status</c>.</summary>
internal enum NativeStatus
{
    Ok = 0,
    Invalid = 1,
    OutOfMemory = 2,
    Unsupported = 3,
    Failed = 4,
}
