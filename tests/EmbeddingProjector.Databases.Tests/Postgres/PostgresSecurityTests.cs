using EmbeddingProjector.Databases.Tests.Servers;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

/// <summary>Connections by TLS, mode by mode, as libpq defines them; no message holds a password.</summary>
public sealed class PostgresSecurityTests(SecurePostgresServer server, PostgresServer plain) : IClassFixture<SecurePostgresServer>
{
    // What the server says of the connection over which it is asked.
    private const string Asks = "SELECT ARRAY[1, 2]::real[] AS v, ssl::text AS secure FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    [Theory]
    [InlineData("localhost", "", "true")]
    [InlineData("localhost", "sslmode=disable", "false")]
    [InlineData("localhost", "sslmode=allow", "false")]
    [InlineData("localhost", "sslmode=prefer", "true")]
    [InlineData("localhost", "sslmode=require", "true")]
    [InlineData("localhost", "sslmode=require&sslrootcert=CERTIFICATE", "true")]
    [InlineData("127.0.0.1", "sslmode=verify-ca&sslrootcert=CERTIFICATE", "true")]
    [InlineData("localhost", "sslmode=verify-full&sslrootcert=CERTIFICATE", "true")]
    [InlineData("localhost", "sslmode=prefer&sslrootcert=STRANGER", "true")]
    public void A_mode_that_the_server_meets_is_taken_and_secure_or_not_as_it_says(string host, string options, string expected) =>
        Assert.Equal(expected, Secure(server.At(host, options)));

    [Theory]
    [InlineData("localhost", "sslmode=require&sslrootcert=STRANGER", "is not trusted by", "?sslrootcert=FILE names the authority")]
    [InlineData("localhost", "sslmode=verify-ca&sslrootcert=STRANGER", "of \"CN=server\"", "?sslrootcert=FILE names the authority")]
    [InlineData("localhost", "sslmode=verify-full&sslrootcert=STRANGER", "is not trusted by", "?sslrootcert=FILE names the authority")]
    [InlineData("localhost", "sslmode=verify-full&sslrootcert=system", "is not trusted by the system", "?sslrootcert=FILE names the authority")]
    [InlineData("localhost", "sslrootcert=system", "is not trusted by the system", "?sslrootcert=FILE names the authority")]
    [InlineData("127.0.0.1", "sslmode=verify-full&sslrootcert=CERTIFICATE", "is for \"localhost\", not for \"127.0.0.1\"", "?sslmode=verify-ca does not compare names")]
    [InlineData("localhost", "sslmode=verify-ca&sslrootcert=/no/such/file", "there is no file of authorities /no/such/file", "?sslrootcert=FILE names another")]
    [InlineData("localhost", "sslmode=verify-full&sslrootcert=KEY", "holds no certificate in PEM", "-----BEGIN CERTIFICATE-----")]
    [InlineData("localhost", "sslmode=require&sslrootcert=system", "sslrootcert=system with an sslmode that checks less", "Set sslmode=verify-full")]
    [InlineData("localhost", "sslmode=require&sslcert=CERTIFICATE&sslkey=KEY", "the certificate of sslcert or its key cannot be used", "Correct sslcert")]
    [InlineData("localhost", "sslmode=require&sslcert=/no/such/file", "cannot be read", "sslcert")]
    public void A_server_that_a_mode_does_not_take_is_refused_with_what_was_found_and_what_to_do(string host, string options, string found, string remedy)
    {
        var message = Refusal(server.At(host, options));

        Assert.Contains(found, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("require")]
    [InlineData("verify-ca&sslrootcert=CERTIFICATE")]
    [InlineData("verify-full&sslrootcert=CERTIFICATE")]
    public void A_server_without_TLS_is_named_where_it_is_required(string mode)
    {
        var options = new Uri(server.At("localhost", $"sslmode={mode}")).Query;

        var message = Refusal(plain.Required().Address + options);

        Assert.Contains($"postgres://127.0.0.1:{plain.Port}/postgres", message, StringComparison.Ordinal);
        Assert.Contains("takes no secure connections: TLS is off there", message, StringComparison.Ordinal);
        Assert.Contains("?sslmode=prefer", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prefer")]
    [InlineData("allow")]
    public void A_server_without_TLS_is_taken_where_it_is_not_required(string mode) => Assert.Equal("false", Secure($"{plain.Required().Address}?sslmode={mode}"));

    [Fact]
    public async Task Users_of_one_kind_of_connection_are_taken_over_it_and_told_which_it_is_over_the_other()
    {
        await CreateUsersAsync("only_secure", "only_plain");
        string As(string user, string mode) => server.At("localhost", $"sslmode={mode}").Replace("owner:", $"{user}:", StringComparison.Ordinal);

        Assert.Equal("true", Secure(As("only_secure", "allow")));
        Assert.Equal("false", Secure(As("only_plain", "prefer")));
        var secure = Refusal(As("only_secure", "disable"));
        var open = Refusal(As("only_plain", "require"));
        Assert.Contains("takes no connection of this kind", secure, StringComparison.Ordinal);
        Assert.Contains("?sslmode=require", secure, StringComparison.Ordinal);
        Assert.Contains("?sslmode=disable", open, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_takes_the_place_of_a_password()
    {
        await CreateUsersAsync("holder");
        var address = $"postgres://holder@localhost:{server.Port}/postgres?sslmode=require";
        var (pem, pfx) = ($"&sslcert={server.Holder}&sslkey={Path.ChangeExtension(server.Holder, ".key")}", $"&sslcert={Path.ChangeExtension(server.Holder, ".pfx")}");

        Assert.Equal("true", Secure(address + pem));
        Assert.Equal("true", Secure($"{address}{pfx}&sslpassword={Uri.EscapeDataString(PostgresServer.Password)}"));
        Assert.Contains("cannot be used", Refusal($"{address}{pfx}&sslpassword={Uri.EscapeDataString(PostgresServer.Password)}x"), StringComparison.Ordinal);
        Assert.Contains("requires a valid client certificate", Refusal(address), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_a_socket_of_this_machine_the_mode_means_nothing() =>
        Assert.Equal("false", Secure(server.At("", $"host=SOCKET&port={server.Port}&sslmode=verify-full")));

    private static string Secure(string address) => OpenedSource.Texts(OpenedSource.Read(new DatabaseRequest { Address = address, Query = Asks }), "secure")[0]!;

    private static string Refusal(string address)
    {
        var e = OpenedSource.Refusal(new DatabaseRequest { Address = address, Query = Asks });
        Assert.DoesNotContain(PostgresServer.Password, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Password), e.ToString(), StringComparison.Ordinal);
        return e.Message;
    }

    private Task CreateUsersAsync(params string[] users) => server.Required().ExecuteAsync(
        string.Concat(users.Select(u => $"CREATE ROLE {u} LOGIN PASSWORD '{PostgresServer.Password}'; GRANT pg_read_all_stats TO {u};")));
}
