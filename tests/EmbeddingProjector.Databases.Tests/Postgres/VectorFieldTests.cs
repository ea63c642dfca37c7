using EmbeddingProjector.Databases.Postgres;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

public sealed class VectorFieldTests
{
    private const int Int2 = 21;
    private const int Int4 = 23;
    private const int Float4 = 700;
    private const int Float8 = 701;

    [Fact]
    public void A_vector_of_pgvector_is_its_numbers() =>
        Assert.Equal([1.5, -2, 0, float.MaxValue], Decode(CopyStream.Vector(1.5f, -2, 0, float.MaxValue), VectorEncoding.Vector));

    [Fact]
    public void A_half_vector_is_its_numbers() =>
        Assert.Equal([1, -2, 65504], Decode([0, 3, 0, 0, 0x3C, 0x00, 0xC0, 0x00, 0x7B, 0xFF], VectorEncoding.HalfVector));

    [Fact]
    public void Arrays_of_every_kind_of_number_are_their_numbers()
    {
        Assert.Equal([0.1f, -3], Decode(CopyStream.Array(Float4, CopyStream.Single(0.1f), CopyStream.Single(-3)), VectorEncoding.Array));
        Assert.Equal([0.1], Decode(CopyStream.Array(Float8, [0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A]), VectorEncoding.Array));
        Assert.Equal([-1, 258], Decode(CopyStream.Array(Int2, [0xFF, 0xFF], [1, 2]), VectorEncoding.Array));
        Assert.Equal([7], Decode(CopyStream.Array(Int4, CopyStream.Int32(7)), VectorEncoding.Array));
    }

    [Fact]
    public void An_array_of_two_axes_is_laid_flat_and_an_empty_one_is_empty()
    {
        var values = Enumerable.Range(1, 6).Select(i => CopyStream.Single(i)).ToArray();

        Assert.Equal([1, 2, 3, 4, 5, 6], Decode(CopyStream.NestedArray(Float4, [2, 3], values), VectorEncoding.Array));
        Assert.Empty(Decode(CopyStream.Array(Float4), VectorEncoding.Array));
    }

    [Fact]
    public void An_element_that_is_null_is_named()
    {
        var e = Assert.Throws<InvalidDataException>(() => Decode(CopyStream.Array(Float4, CopyStream.Single(1), null, CopyStream.Single(3)), VectorEncoding.Array));

        Assert.Equal("element 2 of a vector is NULL", e.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x7F, 0xFF, 0, 0, 1, 2, 3, 4 }, false)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0, 0 }, false)]
    [InlineData(new byte[] { 0, 1 }, false)]
    [InlineData(new byte[] { 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0xBC, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1 }, true)]
    [InlineData(new byte[] { 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0xBC, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1 }, true)]
    [InlineData(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 2, 0xBC }, true)]
    [InlineData(new byte[] { 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, 0, 0, 0, 0, 1 }, true)]
    public void Absurd_headers_are_refused(byte[] field, bool isArray) =>
        Assert.Throws<InvalidDataException>(() => Decode(field, isArray ? VectorEncoding.Array : VectorEncoding.Vector));

    [Fact]
    public void Any_floats_come_back_as_they_were() =>
        Prop.ForAll<float[]>(floats =>
        {
            var few = floats.Take(255).ToArray();
            var expected = few.Select(f => (double)f).ToArray();
            return Decode(CopyStream.Vector(few), VectorEncoding.Vector).SequenceEqual(expected)
                && Decode(few.Length == 0 ? CopyStream.Array(Float4) : CopyStream.Array(Float4, [.. few.Select(CopyStream.Single)]), VectorEncoding.Array).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_numbers_or_refused_by_one_exception() =>
        Prop.ForAll<byte[]>(bytes => new[] { VectorEncoding.Vector, VectorEncoding.HalfVector, VectorEncoding.Array }.All(encoding => IsRefusedOrRead(bytes, encoding)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_whole_array_with_any_byte_changed_or_cut_is_numbers_or_refused_by_one_exception()
    {
        var whole = CopyStream.NestedArray(Float4, [2, 2], CopyStream.Single(1), CopyStream.Single(2), CopyStream.Single(3), CopyStream.Single(4));
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var copy = whole[..(i % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            if (copy.Length > 0)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }

            Assert.True(IsRefusedOrRead(copy, VectorEncoding.Array));
        }
    }

    private static bool IsRefusedOrRead(byte[] bytes, VectorEncoding encoding) => Record.Exception(() => Decode(bytes, encoding)) is null or InvalidDataException;

    private static double[] Decode(byte[] field, VectorEncoding encoding)
    {
        double[] values = [];
        return VectorField.Decode([.. field], encoding, ref values).ToArray();
    }
}
