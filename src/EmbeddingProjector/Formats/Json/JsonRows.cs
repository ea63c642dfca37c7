using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats.Json;

/// <summary>Parses records of JSON into vectors and metadata.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="container">How the records stand to each other.</param>
/// <param name="vector">The field that holds the vector; empty when the record itself is one; null when only metadata is wanted.</param>
/// <param name="ignored">Other fields that hold vectors.</param>
/// <param name="name">The column of records that are no objects, and of the names of members.</param>
internal sealed class JsonRows(string path, JsonContainer container, string? vector, IReadOnlySet<string> ignored, string name = JsonRows.LabelColumn)
{
    /// <summary>The column of the names of members.</summary>
    public const string LabelColumn = "label";

    // Objects within objects are taken apart; what is deeper stays text.
    private const int MostLevels = 8;

    /// <summary>Parses a stretch.</summary>
    public void Parse(TextChunk chunk, RowBatch batch)
    {
        var root = new JsonField("");
        var text = new JsonText(chunk.Bytes);
        try
        {
            while (text.Peek() is not ((byte)0 or (byte)']' or (byte)'}'))
            {
                var row = batch.AddRow();
                if (container == JsonContainer.Members)
                {
                    var label = text.String(out var hasEscapes);
                    AddText(batch, batch.Column(name), label, hasEscapes);
                    text.Take((byte)':', "a colon");
                }

                if (!ReadRecord(ref text, root, row, batch))
                {
                    throw new InvalidDataException(vector is { Length: > 0 } ? $"a record without \"{vector}\"; expected {row.Length:N0} numbers in it" : "no vector");
                }

                if (!text.TryTake((byte)',') && container != JsonContainer.Sequence && text.Peek() is not ((byte)0 or (byte)']' or (byte)'}'))
                {
                    throw text.Unexpected("a comma");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw Wrong(chunk, text.Position, e);
        }
    }

    /// <summary>The number of records of a stretch.</summary>
    public long Count(TextChunk chunk)
    {
        var text = new JsonText(chunk.Bytes);
        long count = 0;
        try
        {
            for (; text.Peek() is not ((byte)0 or (byte)']' or (byte)'}'); count++)
            {
                text.Raw();
                if (container == JsonContainer.Members)
                {
                    text.Take((byte)':', "a colon");
                    text.Raw();
                }

                text.TryTake((byte)',');
            }
        }
        catch (InvalidDataException e)
        {
            throw Wrong(chunk, text.Position, e);
        }

        return count;
    }

    private bool ReadRecord(ref JsonText text, JsonField root, Span<float> row, RowBatch batch)
    {
        if (text.Peek() == '{')
        {
            return ReadObject(ref text, root, row, batch, 0) || vector is null;
        }

        if (vector is { Length: 0 })
        {
            ReadVector(ref text, row);
            return true;
        }

        if (vector is not null)
        {
            throw text.Unexpected("a record, {…}");
        }

        AddValue(ref text, batch, batch.Column(name));
        return true;
    }

    private bool ReadObject(ref JsonText text, JsonField parent, Span<float> row, RowBatch batch, int level)
    {
        text.Take((byte)'{', "an object");
        var found = false;
        if (text.TryTake((byte)'}'))
        {
            return found;
        }

        do
        {
            var key = text.String(out var hasEscapes);
            var field = parent.Within(key, hasEscapes);
            text.Take((byte)':', "a colon");
            var next = text.Peek();
            if (field.Path == vector)
            {
                ReadVector(ref text, row);
                found = true;
            }
            else if (next == '{' && level < MostLevels)
            {
                found |= ReadObject(ref text, field, row, batch, level + 1);
            }
            else if (ignored.Contains(field.Path))
            {
                text.Raw();
            }
            else
            {
                field.Column = field.Column < 0 ? batch.Column(field.Path) : field.Column;
                AddValue(ref text, batch, field.Column);
            }
        }
        while (text.TryTake((byte)','));
        text.Take((byte)'}', "a comma or the end of the object");
        return found;
    }

    private static void ReadVector(ref JsonText text, Span<float> row)
    {
        var count = text.Peek() == '[' ? text.Numbers(row) : throw text.Unexpected($"an array of {row.Length:N0} numbers");
        if (count != row.Length)
        {
            throw new InvalidDataException($"a vector of {count:N0} numbers; expected {row.Length:N0}, as in the first records");
        }
    }

    private static void AddValue(ref JsonText text, RowBatch batch, int column)
    {
        if (text.Peek() == '"')
        {
            AddText(batch, column, text.String(out var hasEscapes), hasEscapes);
            return;
        }

        var value = text.Raw();
        if (!value.SequenceEqual("null"u8))
        {
            batch.AddText(column, value);
        }
    }

    private static void AddText(RowBatch batch, int column, ReadOnlySpan<byte> text, bool hasEscapes)
    {
        if (hasEscapes)
        {
            batch.AddText(column, JsonText.Unescape(text));
        }
        else
        {
            batch.AddText(column, text);
        }
    }

    private DataFormatException Wrong(TextChunk chunk, int position, InvalidDataException e)
    {
        var line = chunk.FirstLine + chunk.Bytes[..position].Count((byte)'\n');
        return new DataFormatException(
            path, $"line {line:N0}, offset {chunk.Offset + position:N0}", e.Message, null, "Every record needs a vector of the same length; the file may have been cut short here.", e);
    }
}
