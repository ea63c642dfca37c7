using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Databases.Tests;

/// <summary>Opening a database as the tool does.</summary>
internal static class OpenedSource
{
    public static IVectorSource Open(DatabaseRequest request) => DatabaseSources.Open(request) ?? throw new InvalidOperationException("No database recognises it.");

    public static IReadOnlyList<TensorInfo> List(DatabaseRequest request) => Open(request).List(TestContext.Current.CancellationToken);

    public static VectorFile Read(DatabaseRequest request, IProgress<double>? progress = null)
    {
        var source = Open(request);
        var tensor = TensorChoice.Best(source.List(TestContext.Current.CancellationToken))!;
        return source.Read(tensor, new ReadSettings(Progress: progress), TestContext.Current.CancellationToken);
    }

    public static DataFormatException Refusal(DatabaseRequest request) => Assert.Throws<DataFormatException>(() => Read(request));

    /// <summary>The rows as "1 2 3".</summary>
    public static string[] Rows(VectorTable table) => [.. Enumerable.Range(0, table.RowCount).Select(r => string.Join(' ', table.Row(r).ToArray()))];

    public static string?[] Texts(VectorFile file, string column) =>
        [.. Enumerable.Range(0, file.Vectors.RowCount).Select(file.Metadata!.Column(column)!.Text)];
}
