using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Text.Tests.Support;

/// <summary>The documentation of the SDK that runs the tests, read once.</summary>
internal static class RunningSdk
{
    private static readonly Lazy<Corpus> Opened = new(() =>
        DotNetDocsCorpus.Open(new CorpusOptions { UseCache = false }));

    public static ReferencePack PackOrIgnore()
    {
        try
        {
            return ReferencePack.Find(ReferencePack.DefaultFolders(), Environment.Version.Major);
        }
        catch (CorpusException error)
        {
            Assert.Ignore(error.Message);
            throw;
        }
    }

    public static Corpus CorpusOrIgnore()
    {
        PackOrIgnore();
        return Opened.Value;
    }
}
