using System.Buffers.Binary;

namespace EmbeddingProjector.App.Wire;

/// <summary>
/// Positions as bytes, little-endian (docs/api.md): "EPP1", uint32 n, uint32 dimensions (2 or 3), uint32 iteration, then
/// n × dimensions float32, row-major. Its twin is web/src/wire.
/// </summary>
internal static class PositionFrame
{
    private const int HeaderLength = 16;

    /// <summary>The frame of these positions.</summary>
    /// <exception cref="RequestTooLargeException">More rows than one answer can hold (2 GB).</exception>
    public static byte[] Encode(Positions positions, int iteration)
    {
        var length = HeaderLength + (4L * positions.Values.Length);
        if (length > Array.MaxLength)
        {
            throw new RequestTooLargeException($"The positions of {positions.RowCount:N0} rows are more than one answer can hold.");
        }

        var frame = new byte[length];
        "EPP1"u8.CopyTo(frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), (uint)positions.RowCount);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), (uint)positions.Dimensions);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), (uint)iteration);
        LittleEndian.Copy(positions.Values, frame.AsSpan(HeaderLength));
        return frame;
    }
}
