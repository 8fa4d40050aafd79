using System.Reflection;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;

namespace StRnn.Experiments.Tests;

public sealed class DataSourceTests
{
    /// <summary>The data loaded last are kept; a thread must never get another thread's.</summary>
    [Test]
    public void Threads_that_load_different_texts_get_their_own()
    {
        string folder = Directory.CreateTempSubdirectory("strnn-sources-").FullName;
        string[] files = [.. Enumerable.Range(0, 2).Select(i => Path.Combine(folder, $"text{i}.txt"))];
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllText(files[i], string.Concat(Enumerable.Repeat($"word{i}\n", 30)));
        }

        var until = DateTime.UtcNow.AddSeconds(2);
        int loads = 0;
        Parallel.For(0, 4, thread =>
        {
            string name = files[thread % 2];
            while (DateTime.UtcNow < until)
            {
                var corpus = CorpusSource.Load(new CorpusConfig { Name = name });
                Assert.That(corpus.Name, Is.EqualTo(Path.GetFileName(name)));
                Interlocked.Increment(ref loads);
            }
        });
        Assert.That(loads, Is.GreaterThan(4));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// A key and its data in one structure are read half old, half new, too rarely for a test: one reference is not.
    /// </summary>
    [TestCase(typeof(CorpusSource))]
    [TestCase(typeof(LabelledTextSource))]
    public void What_threads_share_is_one_reference(Type source)
    {
        var shared = source.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Where(field => !field.IsLiteral);
        Assert.That(shared.Select(field => field.FieldType.IsValueType), Is.EqualTo(new[] { false }));
    }

    /// <summary>A folder of folders, as {train,test}/{neg,pos}, has changed where a file in it has.</summary>
    [Test]
    public void A_file_within_folders_is_seen_to_change()
    {
        string folder = Directory.CreateTempSubdirectory("strnn-sources-").FullName;
        string deep = Path.Combine(folder, "train", "neg");
        Directory.CreateDirectory(deep);
        File.WriteAllText(Path.Combine(deep, "0.txt"), "dull");
        var before = DataFingerprint.Of(folder);
        Assert.That(DataFingerprint.Of(folder), Is.EqualTo(before));
        File.WriteAllText(Path.Combine(deep, "0.txt"), "very dull");
        Assert.That(DataFingerprint.Of(folder), Is.Not.EqualTo(before));
        Directory.Delete(folder, recursive: true);
    }
}
