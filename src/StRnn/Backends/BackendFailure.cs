namespace StRnn.Backends;

/// <summary>The cause of a backend failure, for programs that suggest a remedy to their users.</summary>
public enum BackendFailure
{
    /// <summary>Another cause, stated in the message.</summary>
    Other,

    /// <summary>A device's driver refused a call: a self-test, another driver or another device helps.</summary>
    DeviceCall,

    /// <summary>
    /// A kernel wants more registers or local memory than the device has, or it faulted: smaller work-groups help, too.
    /// </summary>
    KernelResources,
}
