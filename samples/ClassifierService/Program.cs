// A service that trains a classifier and a language model in the background, and serves both over HTTP:
//   GET  /classify?text=...    POST /classify  ["text", "text"]    GET /complete?prompt=...
//   GET  /health
// "dotnet run" tests itself and exits; "dotnet run -- --serve" serves until it is stopped.
using System.Runtime.CompilerServices;
using ClassifierService;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;

bool serves = args.Contains("--serve");
var builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddStRnn().AddCpu();
builder.Services.AddSingleton<Models>();
builder.Services.AddHostedService(services => services.GetRequiredService<Models>());
builder.Services.AddHealthChecks().AddCheck<ModelsCheck>("models");
if (!serves)
{
    builder.WebHost.UseUrls("http://127.0.0.1:0");
}

var app = builder.Build();
app.MapGet("/classify", async (string text, Models models, CancellationToken cancellation) =>
    await (await models.Classifier.WaitAsync(cancellation)).ClassifyAsync(text, cancellation));
app.MapPost("/classify", async (string[] texts, Models models, CancellationToken cancellation) =>
    (await models.Classifier.WaitAsync(cancellation)).Classify(texts).ToArray());
app.MapGet("/complete", Complete);
app.MapHealthChecks("/health");
if (serves)
{
    await app.RunAsync();
    return 0;
}

await app.StartAsync();
int code = await SelfTest.RunAsync(new Uri(app.Urls.Single()));
await app.StopAsync();
return code;

// The words go out as they are drawn, as a JSON array.
static async IAsyncEnumerable<string> Complete(
    string prompt, Models models, [EnumeratorCancellation] CancellationToken cancellation)
{
    OpenedLanguageModel model = await models.Language.WaitAsync(cancellation);
    var options = new GenerationOptions { MaxWords = 20, Temperature = 0.2, StopWords = ["<eos>"] };
    await foreach (string word in model.GenerateAsync(prompt, options, cancellation))
    {
        yield return word;
    }
}
