using System.Text.Json;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Checks that a bookmarks file is what the page expects: a JSON array of saved states.</summary>
internal static class BookmarksFile
{
    // States hold coordinates for every point, so real files can be large; beyond this only the beginning is looked at.
    private const long MostBytesToParse = 64 << 20;

    /// <summary>What is wrong with the file, or null.</summary>
    public static LogProblem? Check(ScanContext context, string path) =>
        context.Cache.Get("bookmarks", path, FileStamp.Of(path).ToString(), () => new Finding(Check(path))).Problem;

    private static LogProblem? Check(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            using var file = File.OpenRead(path);
            var bytes = new byte[Math.Min(length, MostBytesToParse)];
            file.ReadExactly(bytes);
            var text = bytes.AsSpan();
            if (text.StartsWith("\uFEFF"u8))
            {
                text = text[3..];
            }

            var reader = new Utf8JsonReader(text, isFinalBlock: length <= MostBytesToParse, new(new JsonReaderOptions { MaxDepth = 64 }));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return Wrong(path, "not a JSON array of saved states");
            }

            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return Wrong(path, $"not valid JSON (line {e.LineNumber + 1}, column {e.BytePositionInLine + 1})");
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return LogProblems.From(e, path, ProblemSeverity.Warning);
        }
    }

    private static LogProblem Wrong(string path, string what) => new(
        ProblemSeverity.Warning, $"{Path.GetFileName(path)} is {what}, so its bookmarks cannot be restored.", "Save the bookmarks anew from the page.", path);

    private sealed record Finding(LogProblem? Problem);
}
