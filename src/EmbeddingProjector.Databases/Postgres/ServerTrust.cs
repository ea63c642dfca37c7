using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>
/// Which certificate of a server is believed, as libpq has it (PostgreSQL manual, 34.19.1, "Client Verification of Server Certificates"). The driver has
/// the same modes, but checks nothing for <c>require</c> with a file of authorities, takes those of the system where no file is named, and does not say
/// what was wrong.
/// </summary>
/// <param name="authorities">The file of authorities in PEM; null for those of the system.</param>
/// <param name="checksName">Whether the certificate must be for the host of the address.</param>
/// <param name="mode">The mode in the words of the address, for errors.</param>
internal sealed class ServerTrust(string? authorities, bool checksName, string mode)
{
    private const string OfSystem = "system";

    /// <summary>The mode where none is said: the highest for the authorities of the system, as in libpq.</summary>
    public static SslMode UsualMode(string? authorities) => authorities == OfSystem ? SslMode.VerifyFull : SslMode.Prefer;

    /// <summary>What a mode asks for: null where any certificate is taken, or none is needed.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="authorities">The file of authorities of the address, or null.</param>
    /// <exception cref="DataFormatException">The mode asks for more than the file of authorities gives.</exception>
    public static ServerTrust? For(SslMode mode, string? authorities)
    {
        authorities ??= Environment.GetEnvironmentVariable("PGSSLROOTCERT") is { Length: > 0 } said ? said : null;
        if (authorities == OfSystem)
        {
            return mode == SslMode.VerifyFull ? new(null, true, "verify-full")
                : throw Bad("sslrootcert=system with an sslmode that checks less than it, and anybody can have a certificate that those of the system sign", "Set sslmode=verify-full.");
        }

        var usual = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", "root.crt")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".postgresql", "root.crt");
        return mode switch
        {
            SslMode.Require when authorities is not null || File.Exists(usual) => new(authorities ?? usual, false, "require with sslrootcert"),
            SslMode.VerifyCA => new(authorities ?? usual, false, "verify-ca"),
            SslMode.VerifyFull => new(authorities ?? usual, true, "verify-full"),
            _ => null,
        };
    }

    /// <summary>Lets a connection, which must use TLS, check the certificate.</summary>
    public void Apply(NpgsqlConnection connection) => connection.SslClientAuthenticationOptionsCallback = options =>
        options.RemoteCertificateValidationCallback = (_, certificate, chain, problems) => IsTrusted(certificate as X509Certificate2, chain, problems, options.TargetHost ?? "");

    // What is thrown here ends the handshake, and is the innermost cause of the error of the driver: false would not say why.
    private bool IsTrusted(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors problems, string host)
    {
        if (certificate is null || chain is null)
        {
            throw new UntrustedServerException($"the server has no certificate, which sslmode {mode} wants", "Have one set up in the server, or connect with ?sslmode=require.");
        }

        if (authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(Authorities(authorities));
        }

        if (!chain.Build(certificate))
        {
            var reasons = string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation.Trim().TrimEnd('.')).Where(s => s.Length > 0).Distinct());
            throw new UntrustedServerException(
                $"the certificate of the server, of \"{certificate.Subject}\", valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, is not trusted by {authorities ?? "the system"} ({reasons})",
                "?sslrootcert=FILE names the authority that signed it, or a copy of itself where it signed itself; ?sslmode=require without sslrootcert does not check it.");
        }

        if (checksName && problems.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new UntrustedServerException(
                $"the certificate of the server is for {Names(certificate)}, not for \"{host}\"",
                "Write the address with a name that it is for; ?sslmode=verify-ca does not compare names.");
        }

        return true;
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        if (!File.Exists(file))
        {
            throw new UntrustedServerException(
                $"there is no file of authorities {Path.GetFullPath(file)}, by which the certificate of the server would be checked",
                "?sslrootcert=FILE names another, ?sslrootcert=system takes those of the system (with sslmode=verify-full), ?sslmode=require without sslrootcert checks none.");
        }

        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (CryptographicException)
        {
            // As if there were none in it: what is written between the lines is of no use to anybody.
            found.Clear();
        }

        return found.Count > 0 ? found : throw new UntrustedServerException(
            $"the file of authorities {file} holds no certificate in PEM", "It is text with lines -----BEGIN CERTIFICATE-----; openssl x509 -inform der -in FILE writes it.");
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToList();
        return Relations.ColumnNames.Some(names.Count > 0 ? names : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)]);
    }

    private static DataFormatException Bad(string found, string remedy) => new("The address of the database", null, found, null, remedy);
}

/// <summary>The certificate of a server is not believed.</summary>
internal sealed class UntrustedServerException(string found, string remedy) : AuthenticationException(found)
{
    /// <summary>What to do.</summary>
    public string Remedy => remedy;
}
