using System.IO.Compression;
using System.Text;
using EmbeddingProjector.Tests.Formats;
using EmbeddingProjector.Tests.Formats.Hdf5;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>A file of vectors in one of the formats that are read, and what is in it.</summary>
/// <param name="Path">The file, checkpoint prefix or log directory.</param>
/// <param name="Arguments">What the command must be told besides.</param>
/// <param name="Vectors">The vectors <c>[n, d]</c> as an .npy file.</param>
/// <param name="Labels">A text of each row that has to be kept; none where the format has no place for it.</param>
/// <param name="Columns">d.</param>
internal sealed record ReadableFile(string Path, string[] Arguments, byte[] Vectors, string[] Labels, int Columns = 3);

/// <summary>The same five vectors in every format that is read: those that are also written by the tool itself, the others by hand; HDF5 as h5py wrote it, with other vectors.</summary>
public sealed class ReadableFiles : IAsyncLifetime
{
    // Numbers that text, short floats and careless conversions change.
    private static readonly float[] _vectors =
        [0.1f, -0f, 1e-45f, 16777217, 3.4028235e38f, -1f / 3, 2.5f, 1.1754944e-38f, -7, 0, 1, 2, 123456.79f, 9.999999e-5f, -0.3f];

    private static readonly string[] _words = ["апельсин", "banana", "007", "çilek", "\"quoted\""];
    private static readonly byte[] _pixels = [.. Enumerable.Range(0, 15).Select(i => (byte)(i * 17))];

    private readonly LogDirectoryOnDisk _directory = new();

    /// <summary>What is written, by its ending; none is a log directory.</summary>
    public static TheoryData<string> Outputs { get; } =
        [".npy", ".npz", ".safetensors", ".tsv", ".csv", ".jsonl", ".vec", ".txt", ".bin", ".bytes", ".parquet", ".arrow", ".feather", ".arrows", ".ckpt", ""];

    internal List<ReadableFile> All { get; } = [];

    /// <summary>The vectors with a column "count", in which the third number is missing, beside them.</summary>
    internal string Source { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var metadata = "word\tcount\tshare\n" + string.Concat(_words.Select((w, i) => $"{w}\t{(i == 2 ? "" : i * 3)}\t{i / 4.0}\n"));
        var source = Source = _directory.WriteVectors("source.npy", _vectors, 3);
        _directory.Write("source_metadata.tsv", metadata);
        var vectors = File.ReadAllBytes(source);
        foreach (var ending in Outputs.Select(o => o.Data))
        {
            var path = _directory.File($"from{ending.Replace('.', '_')}{ending}");
            var (code, _, error) = await CommandRun.InProcessAsync("convert", source, path);
            Assert.True(code == 0, error);
            All.Add(new ReadableFile(path, ending == ".bytes" ? ["--columns", "3"] : [], vectors, _words));
        }

        Add("records.json", Encoding.UTF8.GetBytes($"[{string.Join(",\n", File.ReadLines(_directory.File("from_jsonl.jsonl")))}]"), vectors, _words);
        Add("packed.csv.gz", Packed(File.ReadAllBytes(_directory.File("from_csv.csv"))), vectors, _words);
        Add("glove.txt", Encoding.UTF8.GetBytes(string.Join('\n', File.ReadLines(_directory.File("from_txt.txt")).Skip(1))), vectors, _words);
        byte[] numbers = [.. _vectors.SelectMany(BitConverter.GetBytes)];
        var pickle = ArchiveWriter.StateDictionary(("embedding.weight", "FloatStorage", "0", 15, 0, [5, 3], [3, 1]), ("label", "LongStorage", "1", 5, 0, [5], [1]));
        string[] longs = ["11", "-12", "13", "14", "9007199254740993"];
        byte[] labels = [.. longs.SelectMany(l => BitConverter.GetBytes(long.Parse(l, System.Globalization.CultureInfo.InvariantCulture)))];
        Add("state.pt", ArchiveWriter.Torch(pickle, ("0", numbers), ("1", labels)), vectors, longs);
        var pixels = File.ReadAllBytes(_directory.WriteVectors("pixels.npy", [.. _pixels.Select(p => (float)p)], 3));
        Add("t-images-idx3-ubyte", ArchiveWriter.Idx(8, [5, 1, 3], _pixels), pixels, ["4", "3", "2", "1", "0"]);
        File.WriteAllBytes(_directory.File("t-labels-idx1-ubyte"), ArchiveWriter.Idx(8, [5], [4, 3, 2, 1, 0]));
        Add("first.ckpt", CheckpointWriter.V1([(new SavedTensor("w", 1, [5, 3], []), t => t.Bytes(5, numbers))]), vectors, _words);
        _directory.Write("first_metadata.tsv", metadata);
        AddHdf5("types.h5", 6, ["9007199254740993", "-1", "0", "1", "2", "3"]);
        AddHdf5("anndata.h5ad", 8, ["0", "1", "2", "3", "4", "5", "6", "7"]);
        AddHdf5("benchmark_euclidean.hdf5", 6, []);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Add(string name, byte[] bytes, byte[] vectors, string[] labels)
    {
        File.WriteAllBytes(_directory.File(name), bytes);
        All.Add(new ReadableFile(_directory.File(name), [], vectors, labels));
    }

    private void AddHdf5(string name, int rows, string[] labels)
    {
        const int Columns = 4;
        File.WriteAllBytes(_directory.File(name), GoldenFiles.Bytes(name));
        var vectors = _directory.WriteVectors(name + ".npy", GoldenFiles.Matrix(rows, Columns), Columns);
        All.Add(new ReadableFile(_directory.File(name), [], File.ReadAllBytes(vectors), labels, Columns));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
