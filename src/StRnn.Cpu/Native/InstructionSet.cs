namespace StRnn.Cpu.Native;

/// <summary>The instruction sets of <c>strnn.h</c>, and the environment variable <c>STRNN_CPU</c> that demands one.</summary>
internal enum InstructionSet
{
    Best = 0,
    Scalar = 1,
    Avx2 = 2,
    Avx512 = 3,
}
