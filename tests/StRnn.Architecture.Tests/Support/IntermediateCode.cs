using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace StRnn.Architecture.Tests.Support;

/// <summary>Reads what a method's intermediate code names.</summary>
internal static class IntermediateCode
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    /// <summary>Lists the types, methods and fields that a method body names.</summary>
    /// <param name="code">The body's code.</param>
    public static IEnumerable<EntityHandle> Members(byte[] code)
    {
        int at = 0;
        while (at < code.Length)
        {
            int value = code[at++];
            value = value == 0xFE ? 0xFE00 | code[at++] : value;
            switch (Operands[value])
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(code, at));
                    break;
                case OperandType.InlineField or OperandType.InlineMethod
                    or OperandType.InlineTok or OperandType.InlineType:
                    yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at));
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }
}
