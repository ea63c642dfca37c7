using System.Globalization;
using System.Text;
using EmbeddingProjector.Databases.Relations;

namespace EmbeddingProjector.Databases.Duck;

/// <summary>Hands the rows of chunks to a sink: the first column is a list of numbers, the others are texts.</summary>
/// <param name="sink">Takes them.</param>
/// <param name="texts">How many texts there are.</param>
/// <param name="isFloat32">Whether the numbers are float32; float64 otherwise.</param>
internal sealed class DuckRows(RowSink sink, int texts, bool isFloat32)
{
    private double[] _values = new double[64];
    private char[] _chars = new char[256];

    /// <summary>Hands out the rows of a chunk; what is wrong with one of them is returned, in words.</summary>
    public string? Take(DuckChunk chunk)
    {
        var lists = chunk.Column(0);
        var elements = lists.Elements;
        var columns = new DuckVector[texts];
        for (var i = 0; i < texts; i++)
        {
            columns[i] = chunk.Column(i + 1);
        }

        Func<string> key = () => sink.RowsMet.ToString("N0", CultureInfo.InvariantCulture);
        for (var row = 0; row < chunk.RowCount; row++)
        {
            var (offset, length) = lists.IsNull(row) ? (0L, 0) : lists.List(row);
            if (elements.NullCount(offset, length) is > 0 and var nulls)
            {
                if (nulls == length)
                {
                    sink.Take([], key);
                    continue;
                }

                return $"{nulls:N0} of {length:N0} elements of a vector are NULL";
            }

            var values = isFloat32 ? Widened(elements.Span<float>(offset, length)) : elements.Span<double>(offset, length);
            if (!sink.Take(values, key))
            {
                continue;
            }

            for (var i = 0; i < texts; i++)
            {
                var isMissing = columns[i].IsNull(row);
                sink.Text(i, isMissing ? default : Decoded(columns[i].Utf8(row)), isMissing);
            }
        }

        return null;
    }

    private ReadOnlySpan<double> Widened(ReadOnlySpan<float> numbers)
    {
        if (_values.Length < numbers.Length)
        {
            _values = new double[numbers.Length];
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            _values[i] = numbers[i];
        }

        return _values.AsSpan(0, numbers.Length);
    }

    private ReadOnlySpan<char> Decoded(ReadOnlySpan<byte> utf8)
    {
        if (_chars.Length < utf8.Length)
        {
            _chars = new char[utf8.Length];
        }

        return _chars.AsSpan(0, Encoding.UTF8.GetChars(utf8, _chars));
    }
}
