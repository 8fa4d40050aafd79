using System.Buffers.Binary;
using System.Text;

namespace StRnn.Architecture.Tests.Support;

/// <summary>What a 64-bit little-endian ELF library asks of the system's libraries.</summary>
/// <param name="content">The file's bytes.</param>
internal sealed class ElfFile(byte[] content)
{
    private const int MachineAt = 18;
    private const int SectionTableAt = 40;
    private const int SectionSizeAt = 58;
    private const uint NeededVersions = 0x6ffffffe;

    /// <summary>Gets the number of the processor family: 62 for x64, 183 for arm64.</summary>
    public int Machine => Word16(MachineAt);

    /// <summary>Gets the versions that the library asks for, such as <c>GLIBC_2.17</c>.</summary>
    public IReadOnlyList<string> Versions
    {
        get
        {
            var versions = new List<string>();
            if (Sections().FirstOrDefault(section => section.Type == NeededVersions) is not { Offset: > 0 } needed)
            {
                return versions;
            }

            var names = Sections().ElementAt(needed.Link);
            int file = needed.Offset;
            for (int step = -1; step != 0; file += step)
            {
                int entry = file + Word32(file + 8);
                for (int i = 0; i < Word16(file + 2); i++)
                {
                    versions.Add(Text(names.Offset + Word32(entry + 8)));
                    entry += Word32(entry + 12);
                }

                step = Word32(file + 12);
            }

            return versions;
        }
    }

    private IEnumerable<Section> Sections()
    {
        int table = (int)Word64(SectionTableAt), size = Word16(SectionSizeAt);
        return Enumerable.Range(0, Word16(SectionSizeAt + 2)).Select(i => table + (i * size)).Select(at => new Section(
            (uint)Word32(at + 4), (int)Word64(at + 24), Word32(at + 40)));
    }

    private int Word16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(at));

    private int Word32(int at) => BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(at));

    private long Word64(int at) => BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(at));

    private string Text(int at)
        => Encoding.ASCII.GetString(content.AsSpan(at, content.AsSpan(at).IndexOf((byte)0)));

    private readonly record struct Section(uint Type, int Offset, int Link);
}
