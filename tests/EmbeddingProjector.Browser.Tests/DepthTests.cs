using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>
/// From space to the plane and back: what is drawn is what a page draws that never saw the other one, so no depth is left over and none is missing.
/// </summary>
public sealed class DepthTests(Chromium chromium) : ClusterMap(chromium, clusters: 8, perCluster: 40)
{
    // Edges that fall on other subpixels; a depth that is wrong changes the disc of every point.
    private const int Noise = 200;

    [Fact]
    public async Task Components_in_the_plane_and_again_in_space_are_drawn_as_by_a_page_that_opens_there()
    {
        var first = await PictureAsync();
        await Shown.Button("2D").ClickAsync();
        var (plane, freshPlane) = await BesideFreshAsync(2);
        await Shown.Button("3D").ClickAsync();
        var (space, freshSpace) = await BesideFreshAsync(3);

        Assert.InRange(plane.DifferenceTo(freshPlane), 0, Noise);
        Assert.InRange(space.DifferenceTo(freshSpace), 0, Noise);
        Assert.True(plane.DifferenceTo(first) > 20 * Noise && plane.DifferenceTo(space) > 20 * Noise, "the plane looks like space");
    }

    [Fact]
    public async Task A_layout_in_the_plane_after_one_in_space_and_back_is_drawn_as_by_a_page_that_opens_there()
    {
        await Shown.Projection.GetByRole(AriaRole.Tab, new() { Name = "t-SNE", Exact = true }).ClickAsync();
        await Shown.Projection.GetByText("More parameters").ClickAsync();
        var iterations = Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Iterations", Exact = true });
        await iterations.FillAsync("300");
        await iterations.PressAsync("Enter");
        await RunAsync(3);

        await DimensionsBox.UncheckAsync();
        await RunAsync(2);
        var (plane, freshPlane) = await BesideFreshAsync(2);
        await DimensionsBox.CheckAsync();
        await RunAsync(3);
        var (space, freshSpace) = await BesideFreshAsync(3);

        Assert.InRange(plane.DifferenceTo(freshPlane), 0, Noise);
        Assert.InRange(space.DifferenceTo(freshSpace), 0, Noise);
        Assert.True(plane.DifferenceTo(space) > 20 * Noise, "the plane looks like space");
    }

    private ILocator DimensionsBox => Shown.Projection.GetByRole(AriaRole.Checkbox, new() { Name = "3D", Exact = true });

    private async Task RunAsync(int dimensions)
    {
        await Shown.Projection.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Shown.WaitForAsync($"() => window.projector.positions().dimensions === {dimensions}");
        await Expect(Shown.Projection.GetByRole(AriaRole.Status, new() { Name = "Progress", Exact = true })).ToHaveTextAsync("Iteration: 300");
    }

    // The picture after all that was done, and the one of a page that is opened on it.
    private async Task<(Picture Here, Picture Fresh)> BesideFreshAsync(int dimensions)
    {
        await Shown.WaitForAsync($"() => window.projector.positions().dimensions === {dimensions}");
        var here = await PictureAsync();
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Shown.WaitForAsync($"() => window.projector.positions().dimensions === {dimensions}");
        return (here, await PictureAsync());
    }

    private async Task<Picture> PictureAsync()
    {
        // Nothing is under the pointer.
        await Shown.Page.Mouse.MoveAsync(2, 2);
        return await Shown.SettledPictureAsync();
    }
}
