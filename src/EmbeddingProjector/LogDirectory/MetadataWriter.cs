using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Writes <c>metadata.tsv</c> so that TensorBoard's projector and <see cref="MetadataFile"/> read back what was meant: one line for each vector; one column without a
/// header, several with one.
/// </summary>
/// <remarks>
/// The format has no quotes. A tab, a line feed or a carriage return inside a value is written as <c>\t</c>, <c>\n</c>, <c>\r</c>, and shown so. TensorBoard drops lines of
/// nothing but white space, which would move every later label by one: where there would be such a line, a column "row" with the number of each row, from 0, is added.
/// </remarks>
public static class MetadataWriter
{
    private const string RowColumn = "row";

    /// <summary>Writes one label for each vector.</summary>
    /// <exception cref="IOException">The file cannot be written; one that was there is as it was.</exception>
    public static void Write(string path, IEnumerable<string?> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        List<string?> values = [.. labels];
        Write(path, values.Count, ["label"], (row, _) => values[row]);
    }

    /// <summary>Writes all columns of a table; a missing value becomes an empty cell.</summary>
    /// <exception cref="ArgumentException">The table has no columns.</exception>
    /// <exception cref="IOException">The file cannot be written; one that was there is as it was.</exception>
    public static void Write(string path, MetadataTable metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Columns.Count == 0)
        {
            throw new ArgumentException("The metadata has no columns.", nameof(metadata));
        }

        Write(path, metadata.RowCount, [.. metadata.Columns.Select(c => c.Name)], (row, column) => metadata.Columns[column].Text(row));
    }

    /// <summary>
    /// Writes exactly the columns of a table: several with a header, one without. No column is added for rows without any value, so that <see cref="MetadataFile"/>,
    /// which is told the number of rows, reads the same table back. (TensorBoard leaves their lines out.)
    /// </summary>
    /// <exception cref="ArgumentException">The table has no columns.</exception>
    public static void Write(Stream stream, MetadataTable metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Columns.Count == 0)
        {
            throw new ArgumentException("The metadata has no columns.", nameof(metadata));
        }

        Write(stream, metadata.RowCount, [.. metadata.Columns.Select(c => c.Name)], metadata.Columns.Count, (row, column) => metadata.Columns[column].Text(row));
    }

    /// <summary>How many rows of a table would be lines of nothing but white space, which TensorBoard leaves out.</summary>
    public static int BlankLines(MetadataTable metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return Enumerable.Range(0, metadata.RowCount).Count(row => metadata.Columns.All(column => IsBlank(column.Text(row))));
    }

    /// <summary>How many different values hold a tab or a line break, which are written as <c>\t</c>, <c>\n</c>, <c>\r</c> and read back so.</summary>
    public static int EscapedValues(MetadataTable metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.Columns.Sum(column => column.Values.Count(value => value.AsSpan().ContainsAny('\t', '\n', '\r')));
    }

    private static void Write(string path, int rows, List<string> names, Func<int, int, string?> cell)
    {
        var numbered = Enumerable.Range(0, rows).Any(row => Enumerable.Range(0, names.Count).All(column => IsBlank(cell(row, column))));
        if (numbered)
        {
            var name = RowColumn;
            for (var copy = 2; names.Contains(name); copy++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{RowColumn} ({copy})");
            }

            names = [.. names, name];
        }

        var values = numbered ? names.Count - 1 : names.Count;
        PartialFile.Write(path, stream => Write(stream, rows, names, values, cell));
    }

    // A name beyond the values is that of the numbers of the rows.
    private static void Write(Stream stream, int rows, List<string> names, int values, Func<int, int, string?> cell)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        if (names.Count > 1)
        {
            writer.WriteLine(string.Join('\t', names.Select(Escape)));
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < values; column++)
            {
                writer.Write(column == 0 ? "" : "\t");
                writer.Write(Escape(cell(row, column) ?? ""));
            }

            if (names.Count > values)
            {
                writer.Write('\t');
                writer.Write(row.ToString(CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }

    // What the trim of a browser takes away: it knows the byte order mark and does not know U+0085. What is escaped is no longer blank.
    private static bool IsBlank(string? value) => value is null || value.All(c => (char.IsWhiteSpace(c) && c is not ('\u0085' or '\t' or '\n' or '\r')) || c == '\uFEFF');

    private static string Escape(string value) => !value.AsSpan().ContainsAny('\t', '\n', '\r')
        ? value
        : value.Replace("\t", @"\t", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal);
}
