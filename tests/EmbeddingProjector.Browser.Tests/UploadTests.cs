using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Files of one's own: chosen or dropped, sent to the server, and shown.</summary>
public sealed class UploadTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Dialog => Shown.Page.GetByRole(AriaRole.Dialog, new() { Name = "Open files", Exact = true });

    [Fact]
    public async Task Chosen_vectors_and_labels_are_opened_and_named()
    {
        await Shown.Button("Open your own files…").ClickAsync();
        await Dialog.GetByLabel("Vectors", new() { Exact = true }).SetInputFilesAsync(Payload("mine.tsv", Vectors(40)));
        await Dialog.GetByLabel("Metadata", new() { Exact = true }).SetInputFilesAsync(Payload("labels.tsv", string.Concat(Enumerable.Range(0, 40).Select(i => $"thing {i}\n"))));
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();

        await Expect(Shown.Page.GetByText("Points: 40 | Dimension: 4")).ToBeVisibleAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
        await Shown.Search.FillAsync("thing 39");
        await Expect(Shown.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        // What the directory holds is still there.
        await Shown.Combobox("Run").SelectOptionAsync(".");
        await Expect(Shown.Page.GetByText("Points: 100 | Dimension:")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_dropped_file_without_vectors_is_refused_in_words_and_the_map_stays()
    {
        await Shown.Page.EvaluateAsync(
            """
            () => {
              const data = new DataTransfer();
              data.items.add(new File(['no vectors here, only words'], 'notes.xyz'));
              dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(Dialog).ToContainTextAsync("notes.xyz");
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();

        await Expect(Shown.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("notes.xyz");
        await Expect(Shown.Page.GetByText("Points: 100 | Dimension:")).ToBeVisibleAsync();
    }

    private static FilePayload Payload(string name, string text) => new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) };

    private static string Vectors(int rows) =>
        string.Concat(Enumerable.Range(0, rows).Select(i => FormattableString.Invariant($"{Math.Sin(i)}\t{Math.Cos(i)}\t{i / 10.0}\t{i % 3}\n")));
}
