using Xunit;

namespace EmbeddingProjector.Databases.Tests;

public sealed class CredentialsTests
{
    [Theory]
    [InlineData("postgres://me:secret@host/db", "postgres://…@host/db")]
    [InlineData("/home/me/postgre:/me:secret@host/db does not exist", "/home/me/postgre:/…@host/db does not exist")]
    [InlineData("mysql://me:se@cr/et@host/db", "mysql://…@host/db")]
    [InlineData("postgres://host/db?password=secret&sslmode=require", "postgres://host/db?password=…&sslmode=require")]
    [InlineData("postgres://me@host/db", "postgres://me@host/db")]
    [InlineData("C:\\me\\vectors.npy: no such file", "C:\\me\\vectors.npy: no such file")]
    public void A_password_is_taken_out_of_any_text(string text, string expected) => Assert.Equal(expected, Credentials.Redact(text));
}
