using EmbeddingProjector.App.Wire;
using Xunit;

namespace EmbeddingProjector.App.Tests.Wire;

public class FrameTests
{
    [Fact]
    public void A_text_column_has_the_bytes_of_the_contract()
    {
        var column = MetadataColumn.FromTexts("word", ["b", "é", null, "b"]);

        Assert.Equal(
            "45504331" // EPC1
            + "00000000" // not numeric
            + "04000000" // n
            + "02000000" // m
            + "0000000001000000FFFFFFFF00000000" // codes
            + "000000000000F8FF000000000000F8FF" // numbers: NaN, NaN
            + "000000000100000003000000" // offsets
            + "62C3A9", // "b", "é"
            Convert.ToHexString(ColumnFrame.Encode(column)));
    }

    [Fact]
    public void A_numeric_column_with_an_odd_number_of_rows_is_padded_to_eight()
    {
        var column = MetadataColumn.FromTexts("count", ["1.5", "-2", "1.5"]);

        Assert.Equal(
            "45504331" + "01000000" + "03000000" + "02000000"
            + "000000000100000000000000" // codes
            + "00000000" // padding
            + "000000000000F83F" + "00000000000000C0" // 1.5, -2
            + "000000000300000005000000"
            + "312E352D32", // "1.5-2"
            Convert.ToHexString(ColumnFrame.Encode(column)));
    }

    [Fact]
    public void A_column_without_rows_is_a_header_and_one_offset() =>
        Assert.Equal("45504331" + "00000000" + "00000000" + "00000000" + "00000000", Convert.ToHexString(ColumnFrame.Encode(MetadataColumn.FromTexts("none", []))));

    [Fact]
    public void Positions_have_the_bytes_of_the_contract() =>
        Assert.Equal(
            "45505031" + "02000000" + "02000000" + "07000000" + "0000803F" + "000000C0" + "00000000" + "0000003F",
            Convert.ToHexString(PositionFrame.Encode(new Positions([1, -2, 0, 0.5f], 2), 7)));

    [Fact]
    public void Rows_are_int32_little_endian() => Assert.Equal("0100000000010000", Convert.ToHexString(RowsFrame.Encode([1, 256])));
}
