using StRnn.Backends.Memory;

namespace StRnn.OpenCL.Operands;

/// <summary>Checks operands before anything is launched: on a device, a wrong shape is a read or a write somewhere else.</summary>
internal static class OperandShapes
{
    /// <summary>Throws unless every operand has its shape.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="operands">Name, view, and the rows and columns it must have.</param>
    /// <exception cref="ArgumentException">One has another.</exception>
    public static void Require(string operation, params ReadOnlySpan<(string Name, MatrixView View, long Rows, long Columns)> operands)
    {
        foreach (var (name, view, rows, columns) in operands)
        {
            if (view.Rows != rows || view.Columns != columns)
            {
                throw new ArgumentException($"{operation}: {name} is [{view.Rows}, {view.Columns}] where [{rows}, {columns}] is needed.");
            }
        }
    }

    /// <summary>Throws unless the columns of a window are whole time steps.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="columns">T*B.</param>
    /// <param name="batch">B.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void RequireSteps(string operation, int columns, int batch)
    {
        if (batch == 0 ? columns != 0 : columns % batch != 0)
        {
            throw new ArgumentException($"{operation}: {columns} columns are no whole number of steps of batch {batch}.");
        }
    }
}
