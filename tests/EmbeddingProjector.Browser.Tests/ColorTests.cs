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
        await Shown.Combobox("Ramp").SelectOptionAsync("Diverging");
        // Ends so close together leave little but their two colors: blue for what is below, orange for what is above.
        await EndAsync("Upper end", "62");
        await EndAsync("Lower end", "60");
        await EndAsync("Center", "61");
        await Expect(Shown.Data.GetByText("beyond the ends")).ToBeVisibleAsync();
        await Frame();
        var (blue, orange) = (await CountAsync(IsBluish), await CountAsync(IsReddish));
        Assert.True(blue > 100 && orange > blue * 1.4, $"{blue} blue and {orange} orange pixels");

        await Shown.Checkbox("Inverted").CheckAsync();
        await Frame();
        var swapped = (await CountAsync(IsBluish), await CountAsync(IsReddish));
        AssertAbout((orange, blue), swapped);

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
        await NoneAsync(IsBluish);
        await EndAsync("Center", "1000");
        await Frame();
        await NoneAsync(IsReddish);
        Assert.True(await CountAsync(IsBluish) > 200, "nothing is blue below the center");

        await ReloadAsync("center=1000");
        await Expect(Spinbutton("Center")).ToHaveValueAsync("1000");
        await Frame();
        await NoneAsync(IsReddish);
    }

    private ILocator OwnColor => Shown.Data.GetByLabel("Color of group 2", new() { Exact = true });

    private ILocator Spinbutton(string name) => Shown.Data.GetByRole(AriaRole.Spinbutton, new() { Name = name, Exact = true });

    private async Task EndAsync(string name, string value)
    {
        await Spinbutton(name).FillAsync(value);
        await Spinbutton(name).PressAsync("Enter");
        await Expect(Spinbutton(name)).ToHaveValueAsync(value);
    }

    private async Task ReloadAsync(string inAddress)
    {
        await Shown.WaitForAsync($"() => location.hash.includes('{inAddress}')");
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
    }

    private async Task NoneAsync(Func<(byte R, byte G, byte B), bool> condition) => Assert.Equal(0, await CountAsync(condition));

    // The tools that lie on the map's upper and lower edge have colors too.
    private async Task<int> CountAsync(Func<(byte R, byte G, byte B), bool> condition)
    {
        var picture = await Shown.PictureAsync();
        return (from y in Enumerable.Range(60, picture.Height - 120) from x in Enumerable.Range(0, picture.Width) where condition(picture[x, y]) select 1).Count();
    }

    private async Task Frame() => await Shown.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    private static bool IsMagenta((byte R, byte G, byte B) p) => p.R > 200 && p.B > 200 && p.G < 90;

    private static bool IsBluish((byte R, byte G, byte B) p) => p.B > p.R + 30;

    private static bool IsReddish((byte R, byte G, byte B) p) => p.R > p.B + 30;

    private static void AssertAbout((int Blue, int Orange) expected, (int Blue, int Orange) found)
    {
        Assert.InRange(found.Blue, expected.Blue * 0.85, expected.Blue * 1.15);
        Assert.InRange(found.Orange, expected.Orange * 0.85, expected.Orange * 1.15);
    }
}
