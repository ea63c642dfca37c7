using System.Text.RegularExpressions;

namespace EmbeddingProjector.Databases;

/// <summary>Keeps passwords out of what people and logs see.</summary>
public static partial class Credentials
{
    /// <summary>The text with the user and password of every address in it made unreadable, also where a path was made of the address.</summary>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parameter().Replace(UserInfo().Replace(text, "$1…@"), "$1…");
    }

    // Up to the last @ before a space: a password may hold an @ or a / that should have been encoded.
    [GeneratedRegex(@"(\b[A-Za-z][A-Za-z0-9+.\-]*:/{1,2})[^\s/@]*:[^\s]*@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([?&;]\s*(?:password|passwd|pwd|sslpassword)=)[^&;\s""']*", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();
}
