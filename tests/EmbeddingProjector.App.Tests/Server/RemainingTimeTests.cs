using EmbeddingProjector.App.Server;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class RemainingTimeTests
{
    [Fact]
    public void The_pace_so_far_tells_what_is_left_and_the_first_steps_tell_nothing()
    {
        var remaining = new RemainingTime();
        Assert.Null(remaining.After(0.01, TimeSpan.FromSeconds(1)));
        Assert.Equal(30, remaining.After(0.25, TimeSpan.FromSeconds(10))!.Value, 1e-9);
    }

    [Fact]
    public void Progress_that_falls_back_starts_a_new_estimate()
    {
        var remaining = new RemainingTime();
        remaining.After(1, TimeSpan.FromSeconds(100));
        Assert.Null(remaining.After(0.5, TimeSpan.FromSeconds(100)));
        Assert.Equal(4, remaining.After(0.6, TimeSpan.FromSeconds(101))!.Value, 1e-9);
    }
}
