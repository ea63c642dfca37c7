using Xunit;

namespace EmbeddingProjector.Tests;

/// <summary>Rows in the order of a column.</summary>
public sealed class RowOrderTests
{
    [Fact]
    public void Texts_are_in_the_order_in_which_people_look_for_them()
    {
        string?[] texts = ["item 10", "Item 9", "zebra", "Äpfel", "apple", null, "item 010", "", "çilek", "Apple", "elma", "апельсин"];

        Assert.Equal(
            ["", "Äpfel", "Apple", "apple", "çilek", "elma", "Item 9", "item 010", "item 10", "zebra", "апельсин", null],
            Sorted(texts, descending: false).Select(row => texts[row]));
    }

    [Fact]
    public void Numbers_are_in_the_order_of_their_values_and_rows_without_one_are_last_either_way()
    {
        string?[] texts = ["10", "9", null, "-1.5", "1e2", "9.0", "9"];

        Assert.Equal([3, 1, 6, 5, 0, 4, 2], Sorted(texts, descending: false));
        Assert.Equal([4, 0, 5, 1, 6, 3, 2], Sorted(texts, descending: true));
    }

    [Fact]
    public void Only_the_rows_of_a_set_are_in_the_order()
    {
        var mask = RowMask.Where(5, row => row is 0 or 3 or 4);
        var column = MetadataColumn.FromTexts("x", ["c", "a", "b", "d", "a"]);

        Assert.Equal([4, 0, 3], RowOrder.By(5, column, descending: false, mask));
        Assert.Equal([4, 3, 0], RowOrder.By(5, null, descending: true, mask));
        Assert.Equal([0, 1, 2, 3, 4], RowOrder.By(5, null, descending: false));
    }

    [Fact]
    public void A_mask_counts_its_rows_and_bits_beyond_the_last_row_do_not_count()
    {
        var mask = RowMask.FromBits([0b1000_0001, 0xFF], 11);

        Assert.Equal(5, mask.Count);
        Assert.Equal([0, 7, 8, 9, 10], Enumerable.Range(0, 11).Where(row => mask[row]));
        Assert.Equal([0b1000_0001, 0b0000_0111], mask.Bits.ToArray());
        Assert.Contains("has 2 bytes", Assert.Throws<ArgumentException>(() => RowMask.FromBits([1], 11)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_of_any_size_agree_with_counting_one_by_one()
    {
        foreach (var n in (ReadOnlySpan<int>)[0, 1, 7, 8, 63, 64, 65, 1000])
        {
            var mask = RowMask.Where(n, row => row % 3 == 1);
            Assert.Equal(Enumerable.Range(0, n).Count(row => row % 3 == 1), mask.Count);
            Assert.Equal(mask.Count, RowOrder.By(n, null, descending: false, mask).Length);
        }
    }

    private static int[] Sorted(string?[] texts, bool descending) =>
        RowOrder.By(texts.Length, MetadataColumn.FromTexts("x", texts), descending);
}
