using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Opens a file as a person would: the format is found by its content. What it holds must not depend on how much memory there is.</summary>
internal static class OpenedFile
{
    /// <summary>The tensors that are listed.</summary>
    public static IReadOnlyList<TensorInfo> List(string path) => VectorFormats.Detect(path).List(path, TestContext.Current.CancellationToken);

    /// <summary>The tensor of that name, or the best guess.</summary>
    public static VectorFile Read(string path, string? name = null)
    {
        var format = VectorFormats.Detect(path);
        var tensors = format.List(path, TestContext.Current.CancellationToken);
        var tensor = name is null ? TensorChoice.Best(tensors) : tensors.Single(t => t.Name == name);
        Assert.NotNull(tensor);
        var file = format.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken);
        Assert.Equal(tensor.Shape, [file.Vectors.RowCount, file.Vectors.ColumnCount]);
        Assert.Equal(Values.Of(file.Vectors).Select(v => (double)v), Values.Of(visit => format.Visit(path, tensor, visit, default)));
        foreach (var inOrder in (bool[])[false, true])
        {
            using var outside = format.Read(path, tensor, new ReadSettings { Storage = new(inOrder) { MemoryLimit = 0 } }, TestContext.Current.CancellationToken).Vectors;
            Assert.Equal(Values.Of(file.Vectors), Values.Of(outside));
        }

        return file;
    }

    /// <summary>The texts of a column of metadata; null where they are missing.</summary>
    public static string?[] Texts(this VectorFile file, string column)
    {
        var found = file.Metadata?.Column(column);
        Assert.True(found is not null, $"There is no column \"{column}\" among {string.Join(", ", file.Metadata?.Columns.Select(c => c.Name) ?? [])}.");
        return [.. Enumerable.Range(0, found.RowCount).Select(found.Text)];
    }

    /// <summary>The exception of reading.</summary>
    public static DataFormatException Fails(string path) => Assert.Throws<DataFormatException>(() => Read(path));
}
