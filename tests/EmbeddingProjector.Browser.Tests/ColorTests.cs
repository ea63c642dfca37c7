using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Own colours, ramps, their ends and centre: what they do to the pixels of the map, and that they outlive a reload.</summary>
public sealed class ColorTests(Chromium chromium) : ClusterMap(chromium)
{
    [Fact]
    public async Task An_own_color_is_on_the_map_survives_a_reload_and_goes_back_to_the_default()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await Expect(OwnColor).ToBeVisibleAsync();
        Assert.Equal(0, await CountAsync(IsMagenta));

        await OwnColor.FillAsync("#ff00ff");
        await Frame();
        var painted = await CountAsync(IsMagenta);
        Assert.True(painted > 100, $"{painted} pixels have the own color");

        await ReloadAsync("paint=ff00ff");
        await Expect(OwnColor).ToHaveValueAsync("#ff00ff");
        await Frame();
        Assert.True(await CountAsync(IsMagenta) > 100, "the own color did not survive the reload");

        await Shown.Button("Default color of group 2").ClickAsync();
        await Frame();
        Assert.Equal(0, await CountAsync(IsMagenta));
    }

    [Fact]
    public async Task An_inverted_ramp_swaps_the_colors_of_its_ends_and_survives_a_reload()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("weight");
        // Ends so close together leave nothing but their two colors: violet for what is below, amber for what is above.
        await EndAsync("Upper end", "60.001");
        await EndAsync("Lower end", "60");
        await Expect(Shown.Data.GetByText("100 points beyond the ends")).ToBeVisibleAsync();
        await Frame();
        var (violet, amber) = (await CountAsync(IsBluish), await CountAsync(IsReddish));
        Assert.True(violet > 100 && amber > 100 && Math.Abs(violet - amber) > 100, $"{violet} violet and {amber} amber pixels");

        await Shown.Checkbox("Inverted").CheckAsync();
        await Frame();
        var swapped = (await CountAsync(IsBluish), await CountAsync(IsReddish));
        AssertAbout((amber, violet), swapped);

        await ReloadAsync("inverted=1");
        await Expect(Shown.Checkbox("Inverted")).ToBeCheckedAsync();
        await Expect(Spinbutton("Lower end")).ToHaveValueAsync("60");
        await Frame();
        AssertAbout(swapped, (await CountAsync(IsBluish), await CountAsync(IsReddish)));

        await Shown.Button("Default ends").ClickAsync();
        await Expect(Shown.Data.GetByText("beyond the ends")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_center_of_a_diverging_ramp_parts_blue_from_orange_and_survives_a_reload()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("weight");
        await Shown.Combobox("Ramp").SelectOptionAsync("Diverging");
        await Frame();
        // Of positive numbers the median parts them: half are on either side.
        Assert.True(await CountAsync(IsBluish) > 100 && await CountAsync(IsReddish) > 100, "the default center does not part the points");

        await EndAsync("Center", "-1000");
        await Frame();
        Assert.Equal(0, await CountAsync(IsBluish));
        await EndAsync("Center", "1000");
        await Frame();
        Assert.Equal(0, await CountAsync(IsReddish));
        Assert.True(await CountAsync(IsBluish) > 200, "nothing is blue below the center");

        await ReloadAsync("center=1000");
        await Expect(Spinbutton("Center")).ToHaveValueAsync("1000");
        await Frame();
        Assert.Equal(0, await CountAsync(IsReddish));
    }

    private ILocator OwnColor => Shown.Data.GetByLabel("Color of group 2", new() { Exact = true });

    private ILocator Spinbutton(string name) => Shown.Data.GetByRole(AriaRole.Spinbutton, new() { Name = name, Exact = true });

    private async Task EndAsync(string name, string value)
    {
        await Spinbutton(name).FillAsync(value);
        await Spinbutton(name).PressAsync("Enter");
    }

    private async Task ReloadAsync(string inAddress)
    {
        await Shown.WaitForAsync($"() => location.hash.includes('{inAddress}')");
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
    }

    private async Task<int> CountAsync(Func<(byte R, byte G, byte B), bool> condition) => (await Shown.PictureAsync()).Count(condition);

    private async Task Frame() => await Shown.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    private static bool IsMagenta((byte R, byte G, byte B) p) => p.R > 200 && p.B > 200 && p.G < 90;

    private static bool IsBluish((byte R, byte G, byte B) p) => p.B > p.R + 30;

    private static bool IsReddish((byte R, byte G, byte B) p) => p.R > p.B + 30;

    private static void AssertAbout((int Violet, int Amber) expected, (int Violet, int Amber) found)
    {
        Assert.InRange(found.Violet, expected.Violet * 0.9, expected.Violet * 1.1);
        Assert.InRange(found.Amber, expected.Amber * 0.9, expected.Amber * 1.1);
    }
}
