using System.Globalization;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>One step in which the chunks of a dataset were packed.</summary>
/// <param name="Id">Its registered number.</param>
/// <param name="Name">What the file calls it.</param>
/// <param name="Values">Its settings.</param>
internal sealed record Filter(int Id, string Name, IReadOnlyList<uint> Values);

/// <summary>The steps in which chunks were packed, in the order of packing. Source: HDF5 File Format Specification 3.0, IV.A.2.l.</summary>
internal static class FilterPipeline
{
    public const int Deflate = 1;
    public const int Shuffle = 2;
    public const int Fletcher32 = 3;

    /// <summary>The number under which h5py has registered LZF.</summary>
    public const int Lzf = 32000;

    private const int MostFilters = 32;
    private const int FirstRegistered = 256;

    private static readonly Dictionary<int, string> _known = new()
    {
        [4] = "szip",
        [5] = "nbit",
        [6] = "scaleoffset",
        [305] = "LZO",
        [307] = "bzip2",
        [32001] = "Blosc",
        [32004] = "LZ4",
        [32008] = "bitshuffle",
        [32013] = "ZFP",
        [32015] = "Zstandard",
        [32017] = "SZ",
        [32026] = "Blosc2",
    };

    public static IReadOnlyList<Filter> Read(Hdf5Cursor cursor)
    {
        var version = cursor.Version(1, 2, "filter pipeline");
        var count = cursor.Byte();
        cursor.Skip(version == 1 ? 6 : 0);
        if (count > MostFilters)
        {
            throw cursor.Damaged($"{count} filters", $"at most {MostFilters}");
        }

        var filters = new Filter[count];
        for (var i = 0; i < count; i++)
        {
            var id = cursor.UInt16();
            var nameLength = version == 1 || id >= FirstRegistered ? cursor.UInt16() : 0;
            cursor.Skip(2);
            var values = new uint[cursor.UInt16()];
            var name = System.Text.Encoding.UTF8.GetString(cursor.Take(version == 1 ? (nameLength + 7) & ~7 : nameLength)).TrimEnd('\0');
            for (var v = 0; v < values.Length; v++)
            {
                values[v] = cursor.UInt32();
            }

            cursor.Skip(version == 1 && values.Length % 2 == 1 ? Math.Min(4, cursor.Left) : 0);
            filters[i] = new Filter(id, name, values);
        }

        return filters;
    }

    /// <summary>Why chunks cannot be unpacked here, or null.</summary>
    public static string? Problem(IReadOnlyList<Filter> filters)
    {
        foreach (var filter in filters)
        {
            if (filter.Id is not (Deflate or Shuffle or Fletcher32 or Lzf))
            {
                var name = _known.GetValueOrDefault(filter.Id, filter.Name.Length > 0 ? filter.Name : "no name");
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"it is packed by the filter {filter.Id} ({name}), which is not known here; write it again with gzip or without (h5repack -f GZIP=4 IN OUT)");
            }
        }

        return null;
    }
}
