namespace EmbeddingProjector.Formats.Writers;

/// <summary>The list of formats that are written. To add one: a class in this folder and a line here.</summary>
public static class VectorWriters
{
    private static readonly Lock _adding = new();

    private static volatile IReadOnlyList<IVectorWriter> _all =
    [
        new NpyFileWriter(),
        new NpzFileWriter(),
        new SafeTensorsWriter(),
        new TsvWriter(),
        new CsvWriter(),
        new JsonLinesWriter(),
        new WordVectorWriter(),
        new Word2VecBinaryWriter(),
        new RawFloat32Writer(),
    ];

    /// <summary>Every writer.</summary>
    public static IReadOnlyList<IVectorWriter> All => _all;

    /// <summary>Adds the writers of another library, for the whole process; those that are in the list already stay where they are.</summary>
    public static void Add(IReadOnlyList<IVectorWriter> writers)
    {
        ArgumentNullException.ThrowIfNull(writers);
        lock (_adding)
        {
            _all = [.. _all, .. writers.Except(_all)];
        }
    }

    /// <summary>The writer for the ending of a path, or null.</summary>
    public static IVectorWriter? For(string path) =>
        All.FirstOrDefault(w => w.Extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)));
}
