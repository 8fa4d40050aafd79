using System.Runtime.InteropServices;

namespace StRnn.Cpu.Native;

/// <summary><c>strnn_panel_geometry</c>: how the rows and columns of a product's matrix are cut.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativePanelGeometry
{
    public readonly long BlockRows;
    public readonly long BlockCount;
    public readonly long PanelWidth;
    public readonly long PanelCount;
}
