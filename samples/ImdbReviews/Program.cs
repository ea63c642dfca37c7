using EmbeddingProjector;
using EmbeddingProjector.Samples;

var commandLine = TutorialOptions.CommandLine();
var parsed = commandLine.Parse(args);
if (parsed.Errors.Count > 0 || parsed.Action is not null)
{
    // Help, the version, or what is wrong with the arguments.
    return parsed.Invoke() == 0 && parsed.Errors.Count == 0 ? 0 : 2;
}

try
{
    Tutorial.Run(TutorialOptions.From(parsed));
    return 0;
}
catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
