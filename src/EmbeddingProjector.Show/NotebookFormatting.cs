using System.Net;

namespace EmbeddingProjector.Show;

/// <summary>
/// How Microsoft.DotNet.Interactive.Formatting, which notebooks show objects with, learns of formatters without being referenced: an attribute of this name with these properties,
/// whose type yields objects with a <c>MimeType</c> and a method <c>Format</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html"];
}

// The convention finds instance members.
#pragma warning disable CA1822
/// <summary>What a notebook shows below a cell that ends in a <see cref="ProjectorView"/>: a link to the map, or that it was stopped.</summary>
internal sealed class ProjectorViewFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new ProjectorViewHtml()];

    private sealed class ProjectorViewHtml
    {
        public string MimeType => "text/html";

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not ProjectorView view)
            {
                return false;
            }

            var address = WebUtility.HtmlEncode(view.Url.AbsoluteUri);
            writer.Write(view.IsStopped ? $"Embedding Projector: stopped ({address})" : $"Embedding Projector: <a href=\"{address}\" target=\"_blank\">{address}</a>");
            return true;
        }
    }
}
