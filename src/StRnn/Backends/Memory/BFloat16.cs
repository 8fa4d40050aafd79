namespace StRnn.Backends.Memory;

/// <summary>Converts between singles and bfloat16, which is the upper 16 bits of a single.</summary>
public static class BFloat16
{
    private const uint Magnitude = 0x7FFF_FFFF;
    private const uint Infinity = 0x7F80_0000;
    private const uint QuietBit = 0x0040_0000;
    private const int LowerBits = 16;

    /// <summary>
    /// Rounds to the nearest bfloat16, of two equally near ones to the one whose last bit is 0. A NaN stays one, and
    /// becomes a quiet one; what is nearer to 2¹²⁸ than to the largest number becomes infinite.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <returns>The 16 bits.</returns>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint rounded = (bits & Magnitude) > Infinity
            ? bits | QuietBit
            : bits + 0x7FFF + ((bits >> LowerBits) & 1);
        return (ushort)(rounded >> LowerBits);
    }

    /// <summary>Returns the number that 16 bits stand for; every one is a single.</summary>
    /// <param name="bits">The 16 bits.</param>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << LowerBits);

    /// <summary>Returns the nearest single that is a bfloat16.</summary>
    /// <param name="value">The number.</param>
    public static float Round(float value) => ToSingle(FromSingle(value));
}
