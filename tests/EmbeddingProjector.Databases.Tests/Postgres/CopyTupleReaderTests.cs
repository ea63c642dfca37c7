using System.Text;
using EmbeddingProjector.Databases.Postgres;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

public sealed class CopyTupleReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Rows_come_out_whole_however_the_bytes_arrive(int pieceLength)
    {
        var longText = new string('x', 200_000);
        var bytes = new CopyStream().Row(CopyStream.Text("a"), null).Row(CopyStream.Text(longText), []).Row(CopyStream.Text("größe"), CopyStream.Text("名")).End();
        var rows = Read(bytes, 2, pieceLength);

        Assert.Equal([("a", null), (longText, ""), ("größe", "名")], rows.Select(r => (r[0], r[1])));
    }

    [Fact]
    public void Bytes_cut_anywhere_end_in_an_exception_that_says_so()
    {
        var bytes = new CopyStream().Row(CopyStream.Text("abc"), CopyStream.Text("def")).Row(null, CopyStream.Text("g")).End();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<EndOfStreamException>(() => Read(bytes[..length], 2, 3));
        }
    }

    [Fact]
    public void Any_damaged_byte_ends_in_rows_or_in_one_of_two_exceptions()
    {
        var bytes = new CopyStream().Row(CopyStream.Text("abc"), CopyStream.Text("def")).Row(null, CopyStream.Text("g")).End();
        var random = new Random(7);

        for (var i = 0; i < 5_000; i++)
        {
            var copy = (byte[])bytes.Clone();
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
            var e = Record.Exception(() => Read(copy, 2, 1 + random.Next(20)));

            Assert.True(e is null or InvalidDataException or EndOfStreamException, $"{e}");
        }
    }

    [Fact]
    public void A_length_that_is_merely_stated_takes_no_memory()
    {
        byte[] bytes = [.. new CopyStream().End()[..^2], 0, 1, 0x3F, 0xFF, 0xFF, 0xFF, 1, 2, 3];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EndOfStreamException>(() => Read(bytes, 1, 64));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 0x7F, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0, 1, 0xFF, 0xFF, 0xFF, 0xFE })]
    [InlineData(new byte[] { 0x7F, 0xFF })]
    public void An_absurd_count_or_length_is_refused(byte[] row) =>
        Assert.Throws<InvalidDataException>(() => Read([.. new CopyStream().End()[..^2], .. row], 1, 64));

    private static List<string?[]> Read(byte[] bytes, int fields, int pieceLength)
    {
        var stream = new MemoryStream(bytes);
        var reader = new CopyTupleReader(buffer => stream.Read(buffer.Span[..Math.Min(pieceLength, buffer.Length)]), fields);
        var rows = new List<string?[]>();
        while (reader.Next())
        {
            rows.Add([.. Enumerable.Range(0, fields).Select(i => reader.IsNull(i) ? null : Encoding.UTF8.GetString(reader.Field(i)))]);
        }

        return rows;
    }
}
