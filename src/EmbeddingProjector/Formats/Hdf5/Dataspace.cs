namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>The lengths of a dataset's axes; empty for a single value. Source: specification, IV.A.2.b.</summary>
/// <param name="Lengths">The lengths.</param>
/// <param name="MostLengths">What they may grow to; −1 for no bound.</param>
/// <param name="IsNull">Whether there is no value at all.</param>
internal sealed record Dataspace(IReadOnlyList<long> Lengths, IReadOnlyList<long> MostLengths, bool IsNull)
{
    private const int MostAxes = 32;

    /// <summary>How many elements there are; as large as it may be stated.</summary>
    public Int128 Count => IsNull ? 0 : Lengths.Aggregate((Int128)1, (product, length) => length == 0 || product > long.MaxValue ? product * Math.Min(length, 1) : product * length);

    public static Dataspace Read(Hdf5Cursor cursor)
    {
        var version = cursor.Version(1, 2, "dataspace");
        var axes = cursor.Byte();
        var flags = cursor.Byte();
        var type = cursor.Byte();
        cursor.Skip(version == 1 ? 4 : 0);
        if (axes > MostAxes)
        {
            throw cursor.Damaged($"{axes} axes", $"at most {MostAxes}");
        }

        var lengths = new long[axes];
        for (var i = 0; i < axes; i++)
        {
            lengths[i] = cursor.Length();
        }

        var most = (long[])lengths.Clone();
        for (var i = 0; i < axes && (flags & 1) != 0; i++)
        {
            most[i] = Most(ref cursor);
        }

        return new Dataspace(lengths, most, version == 2 && type == 2);
    }

    private static long Most(ref Hdf5Cursor cursor)
    {
        var size = cursor.File.LengthSize;
        var bytes = cursor.Take(size);
        return bytes.ContainsAnyExcept((byte)0xff) ? new Hdf5Cursor(cursor.File, cursor.Address - size, bytes).Unsigned(size) : -1;
    }
}
