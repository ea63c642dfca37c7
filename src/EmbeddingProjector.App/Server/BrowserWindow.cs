using System.ComponentModel;
using System.Diagnostics;

namespace EmbeddingProjector.App.Server;

/// <summary>Opens pages in the person's browser.</summary>
internal static class BrowserWindow
{
    /// <summary>Opens an address.</summary>
    /// <returns>Null, or a sentence that says why no browser was opened and what to do.</returns>
    public static string? Open(Uri address)
    {
        try
        {
            Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })?.Dispose();
            return null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return $"The browser could not be opened ({e.Message}). Open the address above by hand.";
        }
    }
}
