using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.Formats;

/// <summary>The list of formats. To add one: a class in this folder and a line here.</summary>
public static class VectorFormats
{
    private static readonly Lock _adding = new();

    // The most specific first.
    private static volatile IReadOnlyList<IVectorFormat> _all =
    [
        CheckpointFormat.Instance,
        NpyFormat.Instance,
        NpzFormat.Instance,
        PyTorchFormat.Instance,
        KerasFormat.Instance,
        Hdf5Format.Instance,
        IdxFormat.Instance,
        SafeTensorsFormat.Instance,
        RawFloat32Format.Instance,
        Word2VecBinaryFormat.Instance,
        JsonFormat.Instance,
        CsvFormat.Instance,
        WordVectorFormat.Instance,
        TsvFormat.Instance,
    ];

    /// <summary>Every format, the most specific first; the first that recognises a file reads it.</summary>
    public static IReadOnlyList<IVectorFormat> All => _all;

    /// <summary>
    /// Lets the formats of another library be found too, for the whole process: a program calls it once when it starts. They are asked before
    /// the others; those that are in the list already stay where they are.
    /// </summary>
    public static void Add(IReadOnlyList<IVectorFormat> formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        lock (_adding)
        {
            _all = [.. formats.Except(_all), .. _all];
        }
    }

    /// <summary>The format of a file, or of a checkpoint named by its prefix.</summary>
    /// <exception cref="DataFormatException">No format recognises it.</exception>
    public static IVectorFormat Detect(string path)
    {
        var start = new FileStart(path);
        if (_all.FirstOrDefault(start.IsOf) is { } found)
        {
            return found;
        }

        throw new DataFormatException(
            path, null, File.Exists(path) ? "not a format that is known here" : "no such file and no checkpoint of this prefix",
            "one of: " + string.Join(", ", All.Select(f => f.Name)), Checkpoint.CheckpointReader.SuggestPrefix(path));
    }
}
