using System.Text;

namespace EmbeddingProjector.Formats.Json;

/// <summary>
/// A field that records have been seen with, and the fields within it. Records repeat their fields in the same order, so that the one that
/// followed last time is looked at first.
/// </summary>
internal sealed class JsonField(string path)
{
    // Beyond this many a list is slow to search.
    private const int MostListed = 32;

    private readonly List<(byte[] Key, JsonField Field)> _listed = [];
    private Dictionary<string, JsonField>? _others;
    private int _next;

    /// <summary>Its name, with the names of the objects around it: <c>metadata.title</c>.</summary>
    public string Path { get; } = path;

    /// <summary>The index of its column in the batch; −1 before it has one.</summary>
    public int Column { get; set; } = -1;

    /// <summary>The field of that name within this one, made when it is new.</summary>
    /// <param name="key">The name as it stands between quotes.</param>
    /// <param name="hasEscapes">Whether the name holds escapes.</param>
    public JsonField Within(ReadOnlySpan<byte> key, bool hasEscapes)
    {
        for (var i = 0; i < _listed.Count; i++)
        {
            var at = _next + i < _listed.Count ? _next + i : _next + i - _listed.Count;
            if (key.SequenceEqual(_listed[at].Key))
            {
                _next = at + 1 < _listed.Count ? at + 1 : 0;
                return _listed[at].Field;
            }
        }

        var name = hasEscapes ? JsonText.Unescape(key) : Encoding.UTF8.GetString(key);
        if (_others is not null && _others.TryGetValue(name, out var other))
        {
            return other;
        }

        var field = new JsonField(Path.Length == 0 ? name : $"{Path}.{name}");
        if (_listed.Count < MostListed)
        {
            _listed.Add((key.ToArray(), field));
        }
        else
        {
            (_others ??= new(StringComparer.Ordinal)).Add(name, field);
        }

        return field;
    }
}
