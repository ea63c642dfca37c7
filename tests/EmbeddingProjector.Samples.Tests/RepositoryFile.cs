namespace EmbeddingProjector.Samples.Tests;

/// <summary>Files of the checkout that this test program was built in.</summary>
internal static class RepositoryFile
{
    /// <summary>The absolute path of a file, given from the root of the repository.</summary>
    public static string Path(string relativePath)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = System.IO.Path.Combine(directory.FullName, relativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"\"{relativePath}\" is in no directory above {AppContext.BaseDirectory}.");
    }
}
