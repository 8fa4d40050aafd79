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
    private readonly SortedDictionary<int, ClProgram> _programs = [];
    private readonly ProgramCache _cache;
    private bool _isFreed;

    public OpenClShared(Silk.NET.OpenCL.CL api, OpenClDevice device, DeviceTuning tuning, string? cacheDirectory)
    {
        Device = device;
        Tuning = tuning;
        Context = new ClContext(api, device);
        _cache = new ProgramCache(cacheDirectory);
        try
        {
            Ledger = new MemoryLedger(Context);
            ProgramOf(KernelSource.SingleRows);
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

    /// <summary>Gets the programs that were built, by the rows that share their columns.</summary>
    public IReadOnlyList<(int Height, ClProgram Program)> Programs
    {
        get
        {
            lock (_gate)
            {
                return [.. _programs.Select(entry => (entry.Key, entry.Value))];
            }
        }
    }

    /// <summary>
    /// Returns the program for weights of which so many rows share their columns; it is built at its first use.
    /// </summary>
    /// <exception cref="BackendException">The driver's compiler refuses it.</exception>
    public ClProgram ProgramOf(int height)
    {
        lock (_gate)
        {
            if (!_programs.TryGetValue(height, out var program))
            {
                program = _cache.Build(
                    Context, KernelSource.Of(Tuning, height), KernelSource.Options(Device, Tuning, height));
                _programs.Add(height, program);
            }

            return program;
        }
    }

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

        Release.All(
            [Ledger.FreeAll, .. _programs.Values.Select(program => (Action)program.Dispose), Context.Dispose]);
    }
}
