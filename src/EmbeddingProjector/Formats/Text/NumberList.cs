using System.Buffers;

namespace EmbeddingProjector.Formats.Text;

/// <summary>
/// A vector written as text in one cell: <c>[0.1, 0.2]</c> as JSON and Python write it, <c>[0.1 0.2]</c> as numpy prints it, also in round
/// brackets or braces (PostgreSQL).
/// </summary>
internal static class NumberList
{
    private static readonly SearchValues<byte> _separators = SearchValues.Create(" \t\r\n,;"u8);

    /// <summary>Whether a cell begins and ends as a vector does.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\r\n"u8);
        return cell.Length > 2 && (cell[0], cell[^1]) is ((byte)'[', (byte)']') or ((byte)'(', (byte)')') or ((byte)'{', (byte)'}')
            && cell[1..].TrimStart(" \t\r\n"u8) is [(>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'n' or (byte)'N' or (byte)'i' or (byte)'I', ..];
    }

    /// <summary>The number of values of a cell that looks like a vector; −1 when it is none.</summary>
    public static int Count(ReadOnlySpan<byte> cell)
    {
        if (!LooksLikeOne(cell))
        {
            return -1;
        }

        var rest = Inside(cell);
        var count = 0;
        for (; Next(ref rest, out _, out var wrong); count++)
        {
            if (!wrong.IsEmpty)
            {
                return -1;
            }
        }

        return count;
    }

    /// <summary>Reads a cell into <paramref name="vector"/> <c>[d]</c>.</summary>
    /// <returns>What was found instead, for a message; null when it was read.</returns>
    public static string? Read(ReadOnlySpan<byte> cell, Span<float> vector)
    {
        if (cell.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "nothing";
        }

        if (!LooksLikeOne(cell))
        {
            return BadCell.Quote(cell);
        }

        var rest = Inside(cell);
        var count = 0;
        while (Next(ref rest, out var value, out var wrong))
        {
            if (!wrong.IsEmpty)
            {
                return wrong.StartsWith("..."u8)
                    ? "\"...\" among the numbers, as numpy prints a long array: the numbers are not in the file"
                    : $"{BadCell.Quote(wrong)} as number {count + 1:N0}";
            }

            if (count < vector.Length)
            {
                vector[count] = (float)value;
            }

            count++;
        }

        return count == vector.Length ? null : $"{count:N0} numbers";
    }

    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> cell) => cell.Trim(" \t\r\n"u8)[1..^1];

    private static bool Next(ref ReadOnlySpan<byte> rest, out double value, out ReadOnlySpan<byte> wrong)
    {
        value = 0;
        wrong = default;
        rest = rest.TrimStart(" \t\r\n,;"u8);
        if (rest.IsEmpty)
        {
            return false;
        }

        var length = DecimalNumber.ParsePrefix(rest, out value);
        if (length > 0 && (length == rest.Length || rest[length] is (byte)',' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)';'))
        {
            rest = rest[length..];
            return true;
        }

        length = rest.IndexOfAny(_separators);
        var token = length < 0 ? rest : rest[..length];
        rest = rest[token.Length..];
        if (!DecimalNumber.TryParse(token, out value))
        {
            wrong = token;
        }

        return true;
    }
}
