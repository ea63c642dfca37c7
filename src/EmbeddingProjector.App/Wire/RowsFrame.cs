namespace EmbeddingProjector.App.Wire;

/// <summary>Rows as bytes: int32 little-endian, nothing else (docs/api.md, search).</summary>
internal static class RowsFrame
{
    /// <summary>The bytes of these rows.</summary>
    public static byte[] Encode(ReadOnlySpan<int> rows)
    {
        var frame = new byte[4 * rows.Length];
        LittleEndian.Copy(rows, frame);
        return frame;
    }
}
