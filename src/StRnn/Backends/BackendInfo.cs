using StRnn.Backends.Memory;

namespace StRnn.Backends;

/// <summary>
/// The name, device and instruction set of a backend, as printed at start and recorded with every run.
/// </summary>
/// <param name="Name">The name by which the backend is selected, for example <c>cpu</c>.</param>
/// <param name="Device">The device, for example the processor's model name.</param>
/// <param name="InstructionSet">The instruction set or device language in use, for example <c>avx2</c>.</param>
/// <param name="Threads">The number of threads that work on a kernel; 1 where the notion does not apply.</param>
/// <param name="ElementType">The floating-point type of weights and activations.</param>
public sealed record BackendInfo(
    string Name, string Device, string InstructionSet, int Threads, ElementType ElementType);
