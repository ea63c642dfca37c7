namespace EmbeddingProjector.Formats.Writers;

/// <summary>The list of formats that are written. To add one: a class in this folder and a line here.</summary>
public static class VectorWriters
{
    /// <summary>Every writer.</summary>
    public static IReadOnlyList<IVectorWriter> All { get; } =
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

    /// <summary>The writer for the ending of a path, or null.</summary>
    public static IVectorWriter? For(string path) =>
        All.FirstOrDefault(w => w.Extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)));
}
