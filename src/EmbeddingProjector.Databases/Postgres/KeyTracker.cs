using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>Remembers the key of the last row that came, so that another connection can go on behind it. The key is the first fields of a row, as text.</summary>
/// <param name="relation">What is read.</param>
internal sealed class KeyTracker(PostgresRelation relation)
{
    private readonly IReadOnlyList<KeyColumn> _columns = relation.Key;
    private readonly Utf8Copy[] _last = [.. relation.Key.Select(_ => new Utf8Copy())];
    private (long Block, long Row) _place = (-1, -1);
    private bool _isInOrder = true;

    /// <summary>How many fields it has.</summary>
    public int Count => _columns.Count;

    /// <summary>Whether what comes behind the last row can be asked for.</summary>
    public bool CanGoOn => Count > 0 && _isInOrder;

    /// <summary>The values of the last row.</summary>
    public IReadOnlyList<string> Last => [.. _last.Select(l => l.ToString())];

    /// <summary>The last row for people: "id = 17".</summary>
    public string LastText => string.Join(", ", _columns.Zip(Last, (c, v) => $"{c.Name} = {v}"));

    /// <summary>The fields that are selected for it.</summary>
    public IEnumerable<string> FieldsSql => _columns.Select(c => $"{c.In(relation.FromSql)}::text");

    /// <summary>The columns that order the rows.</summary>
    public string OrderSql => string.Join(", ", _columns.Select(c => c.In(relation.FromSql)));

    /// <summary>The condition that a row comes behind one whose values are settings of the transaction.</summary>
    public string BehindSql => $"({OrderSql}) > ({string.Join(", ", _columns.Select((c, i) => $"current_setting('{Setting(i)}')::{c.TypeSql}"))})";

    /// <summary>The name of the setting that holds a value.</summary>
    public static string Setting(int index) => string.Create(CultureInfo.InvariantCulture, $"projector.after_{index}");

    /// <summary>What tells a row from others: its key, or its number where there is none.</summary>
    public string TextOf(CopyTupleReader tuple, long number) => Count == 0 ? number.ToString("N0", CultureInfo.InvariantCulture)
        : string.Join(", ", _columns.Select((c, i) => $"{c.Name} = {Encoding.UTF8.GetString(tuple.Field(i))}"));

    /// <summary>Remembers a row.</summary>
    public void Remember(CopyTupleReader tuple)
    {
        for (var i = 0; i < _last.Length; i++)
        {
            _last[i].Set(tuple.Field(i));
        }

        // The order of places is what a table without a key is read in, but nothing promises it.
        if (relation.IsKeyedByPlace)
        {
            var place = PlaceOf(tuple.Field(0));
            _isInOrder &= place.CompareTo(_place) > 0;
            _place = place;
        }
    }

    // "(17,3)": block and row within it.
    private static (long, long) PlaceOf(ReadOnlySpan<byte> text)
    {
        var comma = text.IndexOf((byte)',');
        return comma > 0 && long.TryParse(text[1..comma], NumberStyles.None, CultureInfo.InvariantCulture, out var block)
            && long.TryParse(text[(comma + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? (block, row) : (-1, -1);
    }

    /// <summary>UTF-8 that is kept in a buffer of its own: a string for each row would be made for nothing.</summary>
    private sealed class Utf8Copy
    {
        private byte[] _bytes = new byte[32];
        private int _length;

        public void Set(ReadOnlySpan<byte> bytes)
        {
            if (_bytes.Length < bytes.Length)
            {
                _bytes = new byte[bytes.Length];
            }

            bytes.CopyTo(_bytes);
            _length = bytes.Length;
        }

        public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length);
    }
}
