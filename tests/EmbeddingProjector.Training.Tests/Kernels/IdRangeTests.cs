using EmbeddingProjector.Training.Kernels;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Kernels;

public sealed class IdRangeTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(50)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_wrong_id_is_found_at_every_place(int wrong)
    {
        for (var place = 0; place < 37; place++)
        {
            var ids = Numbers.Ids(37, 50, 1);
            ids[place] = wrong;

            Assert.False(IdRange.Holds(ids, 50), $"place {place}");
            Assert.False(IdRange.HoldsScalar(ids, 50), $"place {place}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(37)]
    public void Ids_of_the_table_are_accepted(int count)
    {
        int[] ids = [.. Numbers.Ids(count, 50, 1).Select((id, i) => i == 0 ? 49 : id)];

        Assert.True(IdRange.Holds(ids, 50));
        Assert.True(IdRange.HoldsScalar(ids, 50));
    }
}
