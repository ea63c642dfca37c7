using EmbeddingProjector.Databases.Postgres;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

public sealed class PostgresAddressTests
{
    [Fact]
    public void All_parts_are_understood_and_the_name_holds_neither_user_nor_password()
    {
        var address = PostgresAddress.Parse("postgresql://me:p%40ss%2Fword@db.example.org:6543/my%20shop?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3");

        Assert.Equal("me", address.Settings.Username);
        Assert.Equal("p@ss/word", address.Settings.Password);
        Assert.Equal("db.example.org", address.Settings.Host);
        Assert.Equal(6543, address.Settings.Port);
        Assert.Equal("my shop", address.Settings.Database);
        Assert.Equal(3, address.Settings.Timeout);
        Assert.Equal("postgres://db.example.org:6543/my shop", address.Name);
    }

    [Theory]
    [InlineData("postgres://me@[::1]:5433/db", "::1", 5433)]
    [InlineData("postgres:///db?host=/var/run/postgresql", "/var/run/postgresql", 5432)]
    [InlineData("postgres://me@localhost/db?port=7000", "localhost", 7000)]
    public void A_host_may_be_an_address_a_directory_or_an_option(string text, string host, int port)
    {
        var address = PostgresAddress.Parse(text);

        Assert.Equal((host, port), (address.Settings.Host, address.Settings.Port));
    }

    [Theory]
    [InlineData("postgres://me:geheim/xyz@host/db")]
    [InlineData("postgres://me:12/geheim@host/db")]
    [InlineData("postgres://me:geheim?xyz@host/db")]
    [InlineData("postgres://me:geheim@host:port/db")]
    [InlineData("postgres://me:geheim@host/db?sslmode=maybe")]
    [InlineData("postgres://me:geheim@host/db?nonsense=1")]
    [InlineData("postgres://me:geheim@[::1/db")]
    public void An_address_that_is_none_is_refused_without_its_password(string text)
    {
        var e = Assert.Throws<DataFormatException>(() => PostgresAddress.Parse(text));

        Assert.DoesNotContain("geheim", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("postgres://user@host:port/database", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_another_kind_is_refused_without_its_password()
    {
        var e = Assert.Throws<DataFormatException>(() => DatabaseSources.Open(new DatabaseRequest { Address = "mysql://me:geheim@host/db" }));

        Assert.DoesNotContain("geheim", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"mysql\"", e.Message, StringComparison.Ordinal);
    }
}
