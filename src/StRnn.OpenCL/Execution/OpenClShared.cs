using StRnn.Backends;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// What a backend and its sessions share: OpenCL context, memory, program. The last of them to end frees it.
/// </summary>
internal sealed class OpenClShared
{
    private readonly Lock _gate = new();
    private readonly List<OpenClContext> _users = [];
    private bool _isFreed;

    public OpenClShared(Silk.NET.OpenCL.CL api, OpenClDevice device, DeviceTuning tuning, string? cacheDirectory)
    {
        Device = device;
        Tuning = tuning;
        Context = new ClContext(api, device);
        try
        {
            Ledger = new MemoryLedger(Context);
            Program = new ProgramCache(cacheDirectory)
                .Build(Context, KernelSource.Of(tuning), KernelSource.Options(device, tuning));
        }
        catch
        {
            Context.Dispose();
            throw;
        }
    }

    public OpenClDevice Device { get; }

    public DeviceTuning Tuning { get; }

    public ClContext Context { get; }

    public MemoryLedger Ledger { get; }

    public ClProgram Program { get; }

    /// <summary>
    /// Adds a backend or session, for which this stays. It is kept alive: nothing else would free what is its own.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The last one has ended.</exception>
    public void Add(OpenClContext user)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isFreed, typeof(OpenClContext));
            _users.Add(user);
        }
    }

    /// <summary>Removes one that has freed its own things; the last one frees what is shared.</summary>
    public void Remove(OpenClContext user)
    {
        lock (_gate)
        {
            if (!_users.Remove(user) || _users.Count > 0)
            {
                return;
            }

            _isFreed = true;
        }

        Release.All([Ledger.FreeAll, Program.Dispose, Context.Dispose]);
    }
}
