namespace StRnn.Backends;

/// <summary>Why a backend failed, for a program that knows what its user may do about it.</summary>
public enum BackendFailure
{
    /// <summary>What the message says.</summary>
    Other,

    /// <summary>A device's driver refused a call: a self-test, another driver or another device helps.</summary>
    DeviceCall,

    /// <summary>
    /// A kernel wants more registers or local memory than the device has, or it faulted: smaller work-groups help, too.
    /// </summary>
    KernelResources,
}
