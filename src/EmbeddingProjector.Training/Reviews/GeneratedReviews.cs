using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Training.Reviews;

/// <summary>
/// Made-up reviews from a small grammar, for when the real ones cannot be had. Four sentences in five speak in the sense of the label, so that a model
/// finds something to learn, and one speaks against it, so that no single word decides.
/// </summary>
internal static class GeneratedReviews
{
    private static readonly string[] _good =
    [
        "wonderful", "moving", "brilliant", "funny", "charming", "gripping", "superb", "touching", "clever", "beautiful", "delightful", "honest", "fresh",
        "memorable", "warm", "powerful", "elegant", "tender", "thrilling", "perfect",
    ];

    private static readonly string[] _bad =
    [
        "awful", "boring", "dull", "clumsy", "predictable", "terrible", "weak", "lifeless", "silly", "annoying", "confused", "pointless", "shallow", "cheap",
        "tedious", "wooden", "messy", "painful", "forgettable", "bland",
    ];

    private static readonly string[] _parts =
    [
        "acting", "script", "music", "story", "camera work", "ending", "dialogue", "cast", "pace", "direction", "opening scene", "humour", "setting", "plot",
        "main character", "villain", "editing", "love story", "soundtrack", "final act",
    ];

    private static readonly string[] _kinds =
    [
        "western", "comedy", "thriller", "horror film", "romance", "war film", "musical", "documentary", "detective story", "science fiction film",
        "family film", "costume drama", "road movie", "heist film", "ghost story",
    ];

    private static readonly string[] _neutral =
    [
        "I watched this {kind} with my {person} on a {day} evening.", "It is a {kind} about a {person} who comes back to a small {place}.",
        "Most of it was shot in one {place}.", "My {person} had told me about this {kind} for years.", "The {kind} runs for about {number} minutes.",
        "Part of the story takes place in a {place}.", "There were {number} people in the {place} when we saw it.",
    ];

    private static readonly string[] _praise =
    [
        "The {part} is {word} and the {part} is {word} too.", "What a {word} {kind}!", "I found the {part} {word}.", "The {part}, above all, was {word}.",
        "Rarely have I seen such a {word} {part}.", "Everybody I know should see how {word} the {part} is.", "I would watch it again for the {word} {part}.",
    ];

    private static readonly string[] _blame =
    [
        "The {part} is {word} and the {part} is {word} too.", "What a {word} {kind}!", "I found the {part} {word}.", "The {part}, above all, was {word}.",
        "Rarely have I seen such a {word} {part}.", "I left early because the {part} was so {word}.", "Save your money: the {part} could not be more {word}.",
    ];

    private static readonly string[] _people = ["sister", "brother", "teacher", "neighbour", "grandmother", "doctor", "sailor", "painter", "stranger", "friend"];
    private static readonly string[] _days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] _places = ["village", "harbour", "hotel", "school", "castle", "theatre", "station", "garden", "hospital", "kitchen"];

    /// <summary>Reviews for the four folders, the same for the same seed.</summary>
    public static ReviewCollection Make(int seed, int perFolder)
    {
        var reviews = new ReviewCollection("generated");
        foreach (var (split, label) in new[] { ("train", 0), ("train", 1), ("test", 0), ("test", 1) })
        {
            for (var i = 0; i < perFolder; i++)
            {
                var draws = new Draws(CounterRandom.Bits(CounterRandom.Bits((ulong)seed, (ulong)(split.Length * 2 + label)), (ulong)i));
                var rating = (label == 1 ? 7 : 1) + draws.Below(4);
                var name = string.Create(CultureInfo.InvariantCulture, $"{i}_{rating}.txt");
                reviews.Add(new ReviewName(split, label, name, rating), Text(label, draws));
            }
        }

        return reviews;
    }

    private static string Text(int label, Draws draws)
    {
        var text = new StringBuilder();
        for (var left = 6 + draws.Below(12); left > 0; left--)
        {
            if (draws.Below(4) == 0)
            {
                Append(text, draws.Of(_neutral), draws, _good);
            }
            else
            {
                var positive = (label == 1) == (draws.Below(5) > 0);
                Append(text, draws.Of(positive ? _praise : _blame), draws, positive ? _good : _bad);
            }
        }

        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, string sentence, Draws draws, string[] words)
    {
        for (var at = sentence.IndexOf('{', StringComparison.Ordinal); at >= 0; at = sentence.IndexOf('{', StringComparison.Ordinal))
        {
            var end = sentence.IndexOf('}', at);
            text.Append(sentence, 0, at).Append(sentence[(at + 1)..end] switch
            {
                "part" => draws.Of(_parts),
                "word" => draws.Of(words),
                "kind" => draws.Of(_kinds),
                "person" => draws.Of(_people),
                "day" => draws.Of(_days),
                "place" => draws.Of(_places),
                _ => (60 + draws.Below(120)).ToString(CultureInfo.InvariantCulture),
            });
            sentence = sentence[(end + 1)..];
        }

        text.Append(sentence).Append(' ');
    }

    private sealed class Draws(ulong seed)
    {
        private ulong _count;

        public int Below(int bound) => CounterRandom.Below(seed, _count++, bound);

        public string Of(string[] choices) => choices[Below(choices.Length)];
    }
}
