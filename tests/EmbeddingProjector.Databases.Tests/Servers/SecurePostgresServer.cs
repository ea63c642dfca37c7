using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EmbeddingProjector.Tests;

namespace EmbeddingProjector.Databases.Tests.Servers;

/// <summary>
/// A PostgreSQL with TLS: its certificate is for <c>localhost</c> alone and signed by itself. Which users may come by which kind of connection stands in
/// <see cref="Lines"/>; they are made by the tests.
/// </summary>
public sealed class SecurePostgresServer : PostgresServer
{
    private const string Lines =
        """
        hostssl   all only_secure 127.0.0.1/32 scram-sha-256
        hostnossl all only_plain  127.0.0.1/32 scram-sha-256
        hostssl   all holder      127.0.0.1/32 cert
        host      all only_secure,only_plain,holder 127.0.0.1/32 reject
        host      all all         127.0.0.1/32 scram-sha-256
        local     all all                      scram-sha-256

        """;

    private TemporaryDirectory? _directory;

    /// <summary>The certificate of the server, in PEM.</summary>
    public string Certificate => _directory!.File("server.crt");

    /// <summary>A certificate for the user <c>holder</c>, with its key in the file of the ending <c>.key</c>, and both with a password as <c>.pfx</c>.</summary>
    public string Holder => _directory!.File("holder.crt");

    /// <summary>An address by name, with the mode and further options, in which CERTIFICATE, STRANGER, KEY and SOCKET stand for what is here.</summary>
    public string At(string host, string options)
    {
        Required();
        var named = options
            .Replace("CERTIFICATE", Certificate, StringComparison.Ordinal).Replace("STRANGER", _directory!.File("stranger.crt"), StringComparison.Ordinal)
            .Replace("KEY", Path.ChangeExtension(Holder, ".key"), StringComparison.Ordinal).Replace("SOCKET", _directory.File("."), StringComparison.Ordinal);
        return $"postgres://owner:{Uri.EscapeDataString(Password)}@{(host.Length > 0 ? $"{host}:{Port}" : "")}/postgres?{named}";
    }

    private protected override IEnumerable<string> Settings(TemporaryDirectory directory)
    {
        _directory = directory;
        Make("server", "localhost").Dispose();
        Make("stranger", "localhost").Dispose();
        using var holder = Make("holder", null);
        directory.Write("holder.pfx", holder.Export(X509ContentType.Pkcs12, Password));
        return
        [
            "ssl=on", $"ssl_cert_file={Certificate}", $"ssl_key_file={directory.File("server.key")}", $"ssl_ca_file={Holder}", $"hba_file={directory.Write("hba.conf", Lines)}",
        ];
    }

    private X509Certificate2 Make(string name, string? host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _directory!.Write($"{name}.crt", certificate.ExportCertificatePem());
        var file = _directory.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            // The server takes no key that others can read.
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return certificate;
    }
}
