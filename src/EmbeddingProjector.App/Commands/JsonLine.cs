using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EmbeddingProjector.App.Commands;

/// <summary>JSON on stdout, for programs that read it.</summary>
internal static class JsonLine
{
    /// <summary>One object, on one line or indented.</summary>
    public static string Write(Action<Utf8JsonWriter> fields, bool indented = false)
    {
        using var bytes = new MemoryStream();
        // Names in any script stay readable; nothing here ends up in HTML.
        var options = new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
