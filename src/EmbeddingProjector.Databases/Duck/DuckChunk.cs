using System.Text;
using DuckDB.NET.Native;

namespace EmbeddingProjector.Databases.Duck;

/// <summary>Some rows of a result, column by column, as DuckDB has them in memory (https://duckdb.org/docs/stable/clients/c/vector).</summary>
internal readonly struct DuckChunk(DuckDBDataChunk chunk)
{
    /// <summary>The number of rows.</summary>
    public int RowCount { get; } = checked((int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk));

    /// <summary>A column.</summary>
    public DuckVector Column(int index) => new(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, index));
}

/// <summary>A column of a chunk.</summary>
internal readonly unsafe struct DuckVector(nint vector)
{
    private const int InlineText = 12;
    private const int BitsPerWord = 64;

    private readonly void* _data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
    private readonly ulong* _valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);

    /// <summary>Whether there is no value in a row.</summary>
    public bool IsNull(int row) => _valid is not null && (_valid[row / BitsPerWord] >> (row % BitsPerWord) & 1) == 0;

    /// <summary>A number of a column BIGINT.</summary>
    public long Int64(int row) => ((long*)_data)[row];

    /// <summary>The UTF-8 of a column VARCHAR: a length, then the text itself where it fits, else four of its bytes and where the rest is.</summary>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        var cell = (byte*)_data + (row * 16L);
        var length = *(int*)cell;
        return new(length <= InlineText ? cell + sizeof(int) : *(byte**)(cell + 8), length);
    }

    /// <summary>The text of a column VARCHAR; null where there is none.</summary>
    public string? Text(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(Utf8(row));

    /// <summary>The elements of all lists of a column of lists.</summary>
    public DuckVector Elements => new(NativeMethods.Vectors.DuckDBListVectorGetChild(vector));

    /// <summary>Where the list of a row is among the elements.</summary>
    public (long Offset, int Length) List(int row)
    {
        var entry = (long*)_data + (row * 2L);
        return (entry[0], checked((int)entry[1]));
    }

    /// <summary>Elements as numbers of a type.</summary>
    public ReadOnlySpan<T> Span<T>(long offset, int length)
        where T : unmanaged => new((T*)_data + offset, length);

    /// <summary>How many of some elements are NULL.</summary>
    public int NullCount(long offset, int length)
    {
        var nulls = 0;
        for (var i = 0; _valid is not null && i < length; i++)
        {
            nulls += (_valid[(offset + i) / BitsPerWord] >> (int)((offset + i) % BitsPerWord) & 1) == 0 ? 1 : 0;
        }

        return nulls;
    }
}
