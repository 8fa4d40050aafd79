using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Backends.Selection;
using StRnn.Conformance.Tests.Support;
using StRnn.OpenCL;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;

namespace StRnn.Conformance.Tests;

/// <summary>
/// What a caller can do wrong ends in a clear exception on every backend, before anything is computed.
/// </summary>
public sealed class MisuseTests(string backend) : BackendFixture(backend)
{
    private readonly string _name = backend;

    [Test]
    public void A_disposed_buffer_is_refused()
    {
        var buffer = Tested.Allocate(ElementType.Float32, 4);
        var view = new VectorView(buffer);
        buffer.Dispose();
        Assert.Multiple(() =>
        {
            Disposed(() => Tested.Dense.Fill(view, 1), "buffer of 4 elements");
            Disposed(() => Tested.Write<float>([1, 2, 3, 4], view), "buffer of 4 elements");
            Disposed(() => Tested.Read(view, new float[4].AsSpan()), "buffer of 4 elements");
        });
    }

    [Test]
    public void A_disposed_packed_matrix_is_refused()
    {
        using var values = Tested.Allocate(ElementType.Float32, 4);
        using var x = Tested.Allocate(ElementType.Float32, 2);
        using var y = Tested.Allocate(ElementType.Float32, 2);
        var packed = Tested.Sparse.Pack(SparsityPattern.Full(2, 2), WeightUses.Product);
        packed.Dispose();
        Assert.Multiple(() =>
        {
            Disposed(
                () => Tested.Sparse.SpMM(
                    packed,
                    new VectorView(values),
                    new VectorView(x).AsMatrix(2, 1),
                    new VectorView(y).AsMatrix(2, 1),
                    false),
                "packed matrix [2, 2]");
            Assert.That(packed.Dispose, Throws.Nothing, "a second time");
        });
    }

    [Test]
    public void A_disposed_backend_is_refused()
    {
        var own = BackendCatalogue.Open(_name, threads: 1);
        using var buffer = own.Allocate(ElementType.Float32, 1);
        var view = new VectorView(buffer);
        own.Dispose();
        Assert.Multiple(() =>
        {
            Disposed(() => own.Allocate(ElementType.Float32, 1), "backend was disposed");
            Disposed(() => own.Dense.Fill(view, 1), "backend was disposed");
            Disposed(() => own.Write<float>([1], view), "backend was disposed");
            Disposed(() => own.Read(view, new float[1].AsSpan()), "backend was disposed");
            Assert.That(own.Dispose, Throws.Nothing, "a second time");
            Assert.That(buffer.Dispose, Throws.Nothing, "a buffer after its backend");
        });
    }

    [Test]
    public void A_disposed_model_is_refused()
    {
        using var model = SmallModel.Language(Tested, rhn: false, sparse: true);
        using var tape = new Tape(Tested);
        using var state = model.Model.NewState(Tested, 1);
        model.Dispose();
        tape.Begin(StepContext.Evaluation);
        Disposed(() => model.Model.Forward(tape, tape.Integers([1]), state), "'embedding.weight' was disposed");
        Disposed(() => new TextGenerator(Tested, model.Model).Generate([1], 1, 1, 1), "was disposed");
    }

    [Test]
    public void Memory_of_another_backend_is_refused()
    {
        string otherName = BackendCatalogue.NameOf(_name) == "reference" ? "cpu" : "reference";
        using var other = BackendCatalogue.Open(otherName);
        using var foreign = other.Allocate(ElementType.Float32, 4);
        using var packed = other.Sparse.Pack(SparsityPattern.Full(2, 2), WeightUses.Product);
        using var own = Tested.Allocate(ElementType.Float32, 4);
        var view = new VectorView(own);
        Assert.Multiple(() =>
        {
            Refused(() => Tested.Dense.Fill(new VectorView(foreign), 1), "another backend");
            Refused(
                () => Tested.Sparse.SpMM(packed, view, view.AsMatrix(2, 2), view.AsMatrix(2, 2), false),
                "another backend");
        });
    }

    [Test]
    public void Shapes_and_strides_that_do_not_fit_are_refused()
    {
        using var buffer = Tested.Allocate(ElementType.Float32, 6);
        using var second = Tested.Allocate(ElementType.Float32, 6);
        var whole = new MatrixView(second, 0, 2, 3, 3);
        Assert.Multiple(() =>
        {
            Refused(() => Tested.Dense.Copy(new MatrixView(buffer, 0, 2, 3, 2), whole), "stride 2");
            Refused(() => Tested.Dense.Copy(new MatrixView(buffer, 1, 2, 3, 3), whole), "leaves its");
            Refused(() => Tested.Dense.Copy(new MatrixView(buffer, -1, 2, 3, 3), whole), "leaves its");
            Refused(() => Tested.Dense.Copy(new MatrixView(buffer, 0, 3, 2, 2), whole), "[3, 2]");
            Refused(() => Tested.Dense.Fill(new VectorView(buffer, 4, 3), 1), "leaves its");
        });
    }

    [Test]
    public void Ids_out_of_range_are_refused([Values(-2, 20)] int id)
    {
        using var model = SmallModel.Language(Tested, rhn: false, sparse: true);
        using var tape = new Tape(Tested);
        using var state = model.Model.NewState(Tested, 1);
        using var lossSum = new StRnn.Tensors.Tensor(Tested, 1, 1);
        tape.Begin(StepContext.Evaluation);
        Assert.Multiple(() =>
        {
            Refused(() => model.Model.Forward(tape, tape.Integers([1, id]), state), $"[1] is {id}, outside [0, 20)");
            Refused(
                () => model.Model.Loss(
                    tape, tape.Integers([1, 2]), state, tape.Integers([1, id]), lossSum.Values),
                $"[1] is {id}, outside [-1, 20)");
            Refused(
                () => new TextGenerator(Tested, model.Model).Generate([1, id], 1, 1, 1), $"prompt[1] is word {id}");
        });
    }

    [Test]
    public void A_pattern_that_was_changed_after_its_check_is_refused()
    {
        int[] columns = [0, 2];
        var pattern = new SparsityPattern(2, 3, [0, 1, 2], columns);
        columns[1] = 1_000_000;
        Assert.That(
            () => Tested.Sparse.Pack(pattern, WeightUses.Product | WeightUses.TransposedProduct),
            Throws.ArgumentException.With.Message.Contains("1000000"));
    }

    [Test]
    public void A_number_of_threads_out_of_range_is_refused([Values(-1, 1025)] int threads)
        => Assert.That(
            () => BackendCatalogue.Open(_name, threads),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"is {threads}"));

    /// <summary>
    /// Two trainings on one backend: refused at once, not left hanging, or, where nothing is shared, right.
    /// </summary>
    [Test]
    [CancelAfter(60_000)]
    public void Two_threads_that_train_on_one_backend_are_refused(CancellationToken cancellation)
    {
        const int Most = 20_000;
        Exception? refused = null;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            try
            {
                using var steps = SyntheticLanguageModeling.Create(
                    Tested,
                    new LstmLanguageModel(
                        new LstmLanguageModelOptions { VocabularySize = 30, Hidden = 12, Layers = 1 }),
                    new UniformInitializer(0.5),
                    batch: 4,
                    steps: 5,
                    new SgdMomentum(Tested));
                for (int step = 0; step < Most && refused is null && !cancellation.IsCancellationRequested; step++)
                {
                    steps.Step();
                }
            }
            catch (InvalidOperationException error)
            {
                refused = error;
            }
        }))];
        if (BackendCatalogue.NameOf(_name) == "reference")
        {
            Assert.Ignore("The reference backend keeps its scratch memory by thread: two may use it.");
        }

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(refused, Is.Not.Null);
        Assert.That(refused!.Message, Does.Contain("OpenSession").And.Contains("a backend of its own"));
    }

    /// <summary>The memory is given back to the device, not only the object to the collector.</summary>
    [Test]
    public void What_nobody_disposed_is_freed_when_it_is_collected()
    {
        const long Length = 32 << 20;
        // What earlier tests left goes first, since the system counts all of the process.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = BytesInUse();
        Forget(Tested, Length);
        Assert.That(BytesInUse() - before, Is.GreaterThan(2 * Length), "half of its four bytes a number, or more");
        for (int round = 0; round < 10 && BytesInUse() - before > Length; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(BytesInUse() - before, Is.LessThan(Length));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(IBackend backend, long length)
    {
        backend.Dense.Fill(new VectorView(backend.Allocate(ElementType.Float32, length)), 1);
        backend.Synchronize();
    }

    // Native memory of the CPU backend is counted by the system alone.
    private long BytesInUse()
    {
        if (Tested is ReferenceBackend<float> reference)
        {
            return reference.LiveBufferBytes;
        }

        if (Tested is OpenClBackend device)
        {
            return device.LiveBytes;
        }

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static void Disposed(Action use, string message)
        => Assert.That(use, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains(message));

    private static void Refused(Action use, string message)
        => Assert.That(use, Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
}
