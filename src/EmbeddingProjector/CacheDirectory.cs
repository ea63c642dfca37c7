namespace EmbeddingProjector;

/// <summary>Where this product keeps what it can get again: the person's directory for caches, with <c>embedding-projector</c> in it.</summary>
internal static class CacheDirectory
{
    /// <summary>The directory for one kind of things; it may not exist yet.</summary>
    public static string For(string kind)
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(home))
        {
            var person = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            home = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? Path.Combine(person, "Library", "Caches")
                : Path.Combine(person, ".cache");
        }

        return Path.Combine(home, "embedding-projector", kind);
    }
}
