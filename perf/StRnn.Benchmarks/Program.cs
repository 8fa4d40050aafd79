using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using StRnn.Benchmarks;

// In process: the native library stands beside this program, and one thread pool is measured at a time. Operations take
// from a tenth of a millisecond to seconds, so one call may be an iteration, no loop is unrolled and no overhead
// subtracted; the warm-up sizes the activation memory.
var job = Job.Default
    .WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: true))
    .WithWarmupCount(2)
    .WithIterationCount(5)
    .WithIterationTime(TimeInterval.FromMilliseconds(200))
    .WithMinInvokeCount(1)
    .WithUnrollFactor(1)
    .WithEvaluateOverhead(false)
    .WithId("Quick");
var config = DefaultConfig.Instance
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median, new GigaflopsColumn(), new TokensPerSecondColumn())
    .AddExporter(JsonExporter.Full)
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));

// Without arguments the library would ask which to run.
string[] arguments = args.Length == 0 ? ["--filter", "*"] : args;
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config);
bool hasFailed = summaries.Any(
    summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
return hasFailed ? 1 : 0;
