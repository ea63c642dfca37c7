using EmbeddingProjector.Formats;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;
using Xunit;

namespace EmbeddingProjector.Tests.Formats.Hdf5;

/// <summary>What another library writes, in the newer structures of the format.</summary>
public sealed class Hdf5RoundTripTests : IDisposable
{
    private const int Rounds = 200;

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_matrix_of_any_shape_type_chunks_and_packing_reads_back_the_same()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var (rows, columns) = (random.Next(1, 60), random.Next(1, 20));
            var expected = new float[rows * columns];
            Array.ForEach([.. Enumerable.Range(0, expected.Length)], i => expected[i] = random.Next(-1000, 1000) / 8f);
            uint[]? chunks = random.Next(4) == 0 ? null : [(uint)random.Next(1, rows + 1), (uint)random.Next(1, columns + 1)];
            var creation = new H5DatasetCreation(Filters: chunks is null ? [] : Filters(random));
            object data = random.Next(3) switch { 0 => Of(expected, rows, columns, v => (double)v), 1 => Of(expected, rows, columns, v => (Half)v), _ => Of(expected, rows, columns, v => v) };
            var isHalf = data is Half[,];
            var wanted = isHalf ? Array.ConvertAll(expected, v => (float)(Half)v) : expected;
            var file = new H5File
            {
                ["vectors"] = new H5Dataset(data, chunks: chunks, datasetCreation: creation),
                ["words"] = Enumerable.Range(0, rows).Select(i => $"word {i}").ToArray(),
                Attributes = { ["about"] = "a file" },
            };
            var path = _directory.File("a.h5");
            file.Write(path);

            var tensor = OpenedFile.List(path).Single(t => t.Name == "vectors");
            var read = Hdf5Format.Instance.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken);

            Assert.True(wanted.AsSpan().SequenceEqual(Values.Of(read.Vectors)), $"seed {seed}: {rows} × {columns}, chunks {string.Join(" × ", chunks ?? [])}");
            Assert.Equal(Enumerable.Range(0, rows).Select(i => $"word {i}"), read.Texts("words"));
        }
    }

    private static List<H5Filter> Filters(Random random)
    {
        var filters = new List<H5Filter>();
        if (random.Next(2) == 0)
        {
            filters.Add(ShuffleFilter.Id);
        }

        if (random.Next(2) == 0)
        {
            filters.Add(DeflateFilter.Id);
        }

        if (random.Next(3) == 0)
        {
            filters.Add(Fletcher32Filter.Id);
        }

        return filters;
    }

    private static T[,] Of<T>(float[] values, int rows, int columns, Func<float, T> convert)
    {
        var matrix = new T[rows, columns];
        for (var i = 0; i < values.Length; i++)
        {
            matrix[i / columns, i % columns] = convert(values[i]);
        }

        return matrix;
    }
}
