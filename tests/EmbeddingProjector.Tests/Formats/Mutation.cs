namespace EmbeddingProjector.Tests.Formats;

/// <summary>Damages bytes the way transfers, crashes and attackers do. The same seed does the same damage.</summary>
internal static class Mutation
{
    private static readonly byte[][] _extremes =
    [
        [0], [0xff], [0x7f], [0x80], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0xff, 0xff, 0xff, 0xff, 0x07], [.. "999999999999999999"u8], [.. "-"u8], [.. "("u8], [.. "\t"u8], [.. "\n"u8],
    ];

    /// <summary>A copy with one to four changes.</summary>
    public static byte[] Apply(Random random, byte[] bytes)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            bytes = Change(random, bytes);
        }

        return bytes;
    }

    private static byte[] Change(Random random, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        var at = random.Next(bytes.Length);
        var length = random.Next(Math.Min(32, bytes.Length - at) + 1);
        switch (random.Next(7))
        {
            case 0:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]];
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                var from = random.Next(bytes.Length);
                return [.. bytes[..at], .. bytes[from..Math.Min(bytes.Length, from + length)], .. bytes[at..]];
            case 4:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]];
            case 5:
                var extreme = _extremes[random.Next(_extremes.Length)];
                return [.. bytes[..at], .. extreme, .. bytes[at..]];
            default:
                var over = _extremes[random.Next(_extremes.Length)];
                return [.. bytes[..at], .. over, .. bytes[Math.Min(bytes.Length, at + over.Length)..]];
        }
    }
}
