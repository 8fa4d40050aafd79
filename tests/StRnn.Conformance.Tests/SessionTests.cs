using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Tensors;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;

namespace StRnn.Conformance.Tests;

/// <summary>Sessions of a backend: many threads over the same weights, with the results of one thread.</summary>
public sealed class SessionTests(string backend) : BackendFixture(backend)
{
    private const int Threads = 8;
    private readonly string _name = backend;

    private bool IsAsynchronous => BackendCatalogue.NameOf(_name) == "opencl";

    // A launch costs a simulated device a thousand times what it costs a processor.
    private int CallsPerThread => IsAsynchronous ? 125 : 1000;

    [Test]
    public void Threads_that_generate_at_once_get_what_one_gets([Values] bool rhn, [Values] bool sparse)
    {
        using var model = SmallModel.Language(Tested, rhn, sparse);
        var generator = new TextGenerator(Tested, model.Model);
        int[][] alone = [.. Enumerable.Range(0, CallsPerThread).Select(call => Generate(generator, call))];
        var different = OnThreads(thread => Enumerable.Range(0, CallsPerThread)
            .Select(call => (call + (thread * 17)) % CallsPerThread)
            .Where(call => !Generate(generator, call).SequenceEqual(alone[call])));
        Assert.That(different, Is.Empty);
        Assert.That(alone.Select(words => string.Join(' ', words)).Distinct().Count(), Is.GreaterThan(20));
    }

    [Test]
    public void Threads_that_classify_at_once_get_what_one_gets([Values] bool sparse)
    {
        using var model = SmallModel.Classifier(Tested, sparse);
        var predictor = new TextPredictor(Tested, model.Model);
        double[][] alone = [.. Enumerable.Range(0, CallsPerThread).Select(call => predictor.Predict(Text(call))[0])];
        var different = OnThreads(thread => Enumerable.Range(0, CallsPerThread)
            .Select(call => (call + (thread * 17)) % CallsPerThread)
            .Where(call => !predictor.Predict(Text(call))[0].SequenceEqual(alone[call])));
        Assert.That(different, Is.Empty);
        using var tape = new Tape(Tested);
        Assert.That(predictor.Predict(tape, Text(1))[0], Is.EqualTo(alone[1]), "on the backend itself");
    }

    [Test]
    public void Weights_set_between_two_calls_are_seen()
    {
        using var model = SmallModel.Classifier(Tested, sparse: true);
        var predictor = new TextPredictor(Tested, model.Model);
        double[] before = predictor.Predict(Text(1))[0];
        foreach (var parameter in model.Model.Parameters)
        {
            parameter.Weight.SetValues([.. parameter.Weight.ToArray().Select(value => -2 * value)]);
        }

        using var tape = new Tape(Tested);
        double[] after = predictor.Predict(Text(1))[0];
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(after, Is.EqualTo(predictor.Predict(tape, Text(1))[0]));
    }

    [Test]
    public void Weights_set_while_a_session_reads_them_are_noticed()
    {
        using var model = SmallModel.Language(Tested, rhn: false, sparse: true);
        using var session = Tested.OpenSession();
        using var tape = new Tape(session);
        using var state = model.Model.NewState(session, 1);
        tape.Begin(StepContext.Evaluation);
        model.Model.Forward(tape, tape.Integers([1, 2]), state);
        Assert.That(tape.EndStep, Throws.Nothing);
        model.Model.Parameters[0].Weight.SetValues(model.Model.Parameters[0].Weight.ToArray());
        Assert.That(tape.EndStep, Throws.InvalidOperationException.With.Message.Contains("changed by another thread"));
    }

    /// <summary>
    /// A topology update between two reads of one step: the first half of the step would be of another model.
    /// </summary>
    [Test]
    public void A_weight_replaced_while_a_session_reads_it_is_noticed()
    {
        using var model = SmallModel.Language(Tested, rhn: false, sparse: true);
        using var session = Tested.OpenSession();
        using var tape = new Tape(session);
        using var state = model.Model.NewState(session, 1);
        tape.Begin(StepContext.Evaluation);
        model.Model.Forward(tape, tape.Integers([1, 2]), state);
        var parameter = model.Model.Parameters[0];
        var pattern = ((SparseWeight)parameter.Weight).Packed.ToPattern();
        parameter.Replace(() => new SparseWeight(Tested, pattern, parameter.Uses));
        Assert.That(tape.EndStep, Throws.InvalidOperationException.With.Message.Contains("changed by another thread"));
    }

    [Test]
    public void A_session_computes_with_the_memory_of_its_backend()
    {
        using var buffer = Tested.Allocate(ElementType.Float32, 3);
        Tested.Write<float>([1, 2, 3], new VectorView(buffer));
        Tested.Synchronize();
        using var session = Tested.OpenSession(2);
        session.Dense.Add(new VectorView(buffer).AsMatrix(1, 3), new VectorView(buffer).AsMatrix(1, 3));
        var read = new float[3];
        session.Read(new VectorView(buffer), read.AsSpan());
        Assert.That(read, Is.EqualTo(new float[] { 2, 4, 6 }));
        Assert.That(session.Info with { Threads = 1 }, Is.EqualTo(Tested.Info with { Threads = 1 }));
    }

    [Test]
    public void A_session_does_not_train()
    {
        using var model = SmallModel.Language(Tested, rhn: false, sparse: true);
        using var session = Tested.OpenSession();
        using var tape = new Tape(session);
        using var state = model.Model.NewState(session, 1);
        tape.Begin(new StepContext(IsTraining: true, 1, 0));
        Assert.That(
            () => model.Model.Forward(tape, tape.Integers([1]), state),
            Throws.InvalidOperationException.With.Message.Contains("train on the backend that holds the weights"));
    }

    [Test]
    public void A_session_ends_with_its_backend()
    {
        using var own = BackendCatalogue.Open(_name);
        using var session = own.OpenSession();
        using var second = session.OpenSession();
        own.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => session.Allocate(ElementType.Float32, 1), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => second.Allocate(ElementType.Float32, 1), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => own.OpenSession(), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(session.Dispose, Throws.Nothing);
        });
    }

    /// <summary>Also one that waits in the pool: its threads end with the backend, not with the program.</summary>
    [Test]
    public void A_session_in_the_pool_ends_with_its_backend()
    {
        const int SessionThreads = 60;
        using var own = BackendCatalogue.Open(_name, threads: 1);
        int before = ProcessThreads();
        SessionPool.Of(own).Rent(SessionThreads).Dispose();
        if (BackendCatalogue.NameOf(_name) == "cpu" && OperatingSystem.IsLinux())
        {
            Assert.That(ProcessThreads(), Is.GreaterThan(before + (SessionThreads / 2)), "the session has threads");
        }

        own.Dispose();
        Assert.That(ProcessThreads(), Is.LessThan(before + (SessionThreads / 2)));
        using var late = SessionPool.Of(own).Rent(SessionThreads);
        Assert.That(
            () => late.Backend.Allocate(ElementType.Float32, 1),
            Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("opened from was disposed"));

        static int ProcessThreads()
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.Threads.Count;
        }
    }

    /// <summary>
    /// Threads that wait for a backend, allocate from it and open sessions of it, while it is disposed: all of them end
    /// with an exception, and none in the driver.
    /// </summary>
    [Test]
    public void A_backend_disposed_in_the_middle_ends_its_users()
    {
        var own = BackendCatalogue.Open(_name, threads: 1);
        Action[] uses =
        [
            () => own.Allocate(ElementType.Float32, 100).Dispose(),
            () => own.OpenSession().Dispose(),
            .. IsAsynchronous ? (Action[])[own.Synchronize, own.Synchronize] : [],
        ];
        var ends = new Exception?[uses.Length];
        using var started = new CountdownEvent(uses.Length);
        Thread[] threads = [.. uses.Select((use, i) => new Thread(() =>
        {
            started.Signal();
            var timer = System.Diagnostics.Stopwatch.StartNew();
            while (ends[i] is null && timer.Elapsed < TimeSpan.FromSeconds(10))
            {
                try
                {
                    use();
                }
                catch (Exception error)
                {
                    ends[i] = error;
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        started.Wait();
        Thread.Sleep(20);
        own.Dispose();
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(ends, Is.All.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_number_of_threads_out_of_range_is_refused([Values(-1, 1025)] int threads)
        => Assert.That(
            () => Tested.OpenSession(threads),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"is {threads}"));

    [Test]
    public void A_tape_serves_one_thread()
    {
        using var tape = new Tape(Tested);
        tape.Begin(StepContext.Evaluation);
        Exception? refused = null;
        var other = new Thread(() => refused = Assert.Catch(() => tape.Rent(1, 1)));
        other.Start();
        other.Join();
        Assert.That(refused, Is.InstanceOf<InvalidOperationException>());
        Assert.That(refused!.Message, Does.Contain("a tape serves one thread at a time"));
    }

    /// <summary>A model that is disposed while threads use it gives them its results or a clear exception.</summary>
    [Test]
    public void A_model_disposed_in_the_middle_ends_its_users()
    {
        for (int round = 0; round < 5; round++)
        {
            using var model = SmallModel.Language(Tested, rhn: round % 2 == 1, sparse: true);
            var generator = new TextGenerator(Tested, model.Model);
            int[] alone = Generate(generator, 0);
            using var started = new CountdownEvent(3);
            var ends = new Exception?[3];
            Thread[] threads = [.. Enumerable.Range(0, 3).Select(i => new Thread(() =>
            {
                started.Signal();
                while (ends[i] is null)
                {
                    try
                    {
                        if (!Generate(generator, 0).SequenceEqual(alone))
                        {
                            ends[i] = new AssertionException("other words");
                        }
                    }
                    catch (Exception error)
                    {
                        ends[i] = error;
                    }
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            started.Wait();
            Thread.Sleep(20);
            model.Dispose();
            Array.ForEach(threads, thread => thread.Join());
            Assert.That(ends, Is.All.InstanceOf<InvalidOperationException>());
        }
    }

    private static int[] Generate(TextGenerator generator, int call)
        => generator.Generate([1 + (call % 5), 2], 3, 1, (ulong)call);

    private static EncodedTexts Text(int call) => SmallModel.Encode($"w{1 + (call % 13)} w{1 + (call % 7)} w3");

    private static List<string> OnThreads(Func<int, IEnumerable<int>> differences)
    {
        var found = new List<string>[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            try
            {
                found[thread] = [.. differences(thread).Select(call => $"thread {thread}: call {call} differs")];
            }
            catch (Exception error)
            {
                found[thread] = [error.ToString()];
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return [.. found.SelectMany(lines => lines)];
    }
}
