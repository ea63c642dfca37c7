namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>What begins an HDF5 file: the sizes of its fields and where its root group is. Source: HDF5 File Format Specification 3.0, II.A.</summary>
internal static class Superblock
{
    private const int Longest = 96 + 48;

    /// <summary>The bytes that begin it.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Whether one is at 0, 512, 1024 … of the first bytes of a file (before it, programs may keep something of their own).</summary>
    public static bool IsIn(ReadOnlySpan<byte> firstBytes)
    {
        for (var at = 0; at < firstBytes.Length; at = at == 0 ? 512 : 2 * at)
        {
            if (firstBytes[at..].StartsWith(Signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads it and returns the address of the root group's header.</summary>
    public static long Read(Hdf5Bytes file)
    {
        var at = Find(file);
        var bytes = file.Read(at, Math.Min(Longest, file.Length - at));
        var cursor = new Hdf5Cursor(file, at, bytes);
        cursor.Skip(Signature.Length);
        var version = cursor.Version(0, 3, "superblock");
        return version < 2 ? ReadOld(ref cursor, at, version) : ReadNew(ref cursor, at, bytes);
    }

    private static long Find(Hdf5Bytes file)
    {
        for (long at = 0; at + Signature.Length <= file.Length; at = at == 0 ? 512 : 2 * at)
        {
            if (file.Read(at, Signature.Length).AsSpan().SequenceEqual(Signature))
            {
                return at;
            }
        }

        throw file.Damaged(0, "no signature of HDF5", "the bytes 89 48 44 46 0d 0a 1a 0a");
    }

    private static long ReadOld(ref Hdf5Cursor cursor, long at, int version)
    {
        cursor.Skip(4);
        Sizes(ref cursor);
        cursor.Skip(version == 0 ? 9 : 13);
        var baseAddress = cursor.Offset();
        cursor.Skip(cursor.File.AddressSize);
        var end = cursor.Offset();
        cursor.Skip(2L * cursor.File.AddressSize);
        var root = cursor.Offset();
        Settle(cursor.File, at, baseAddress, end);
        return root;
    }

    private static long ReadNew(ref Hdf5Cursor cursor, long at, byte[] bytes)
    {
        Sizes(ref cursor);
        cursor.Skip(1);
        var baseAddress = cursor.Offset();
        cursor.Skip(cursor.File.AddressSize);
        var end = cursor.Offset();
        var root = cursor.Offset();
        cursor.Skip(Checksum.Bytes);
        Checksum.Verify(cursor.File, at, bytes.AsSpan(0, cursor.Position));
        Settle(cursor.File, at, baseAddress, end);
        return root;
    }

    private static void Sizes(ref Hdf5Cursor cursor)
    {
        var (address, length) = (cursor.Byte(), cursor.Byte());
        if (address is not (2 or 4 or 8) || length is not (2 or 4 or 8))
        {
            throw cursor.Damaged($"addresses of {address} and lengths of {length} bytes", "2, 4 or 8");
        }

        cursor.File.SetSizes(address, length);
    }

    private static void Settle(Hdf5Bytes file, long at, long baseAddress, long end)
    {
        // A file that was put behind something else keeps the base address it was written with; where its superblock is counts.
        file.MoveOrigin(at);
        if (end != Hdf5Bytes.Undefined && end - Math.Max(at, baseAddress) > file.Length)
        {
            throw new DataFormatException(
                file.Path, $"offset {file.Origin + file.Length:N0}", $"the file ends here, after {file.Length:N0} bytes", $"{end:N0}, as its superblock says",
                "It was cut short: copy or write it again.");
        }
    }
}
