using StRnn.Backends;
using StRnn.Cli.Hosting;
using StRnn.Text.Classification;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Tests;

/// <summary>Libraries say what happened, and why; the program adds the option that helps.</summary>
public sealed class ErrorTextTests
{
    private const string Kept = " The checkpoint 'run/last.safetensors' is from an earlier step.";

    [TestCase(TrainingFailure.MomentumMissing, "It happened: give --momentum above 0, or --optimizer adam.")]
    [TestCase(TrainingFailure.SparseTooLate, "It happened, or lower --update-until or --update-every.")]
    [TestCase(TrainingFailure.FolderNotCreated, "It happened. Choose another --out.")]
    [TestCase(TrainingFailure.MetricsNotWritten, "It happened. Free space, then --resume.")]
    [TestCase(TrainingFailure.LossNotFinite, "It happened: lower --lr or --clip.")]
    [TestCase(TrainingFailure.Other, "It happened.")]
    public void A_training_failure_names_its_options(TrainingFailure cause, string expected)
        => Assert.That(ErrorText.Of(new TrainingException("It happened.") { Cause = cause }), Is.EqualTo(expected));

    [Test]
    public void The_advice_comes_before_what_was_kept()
    {
        var error = new TrainingException($"the training loss became NaN in epoch 1 by step 3.{Kept}")
        {
            Cause = TrainingFailure.LossNotFinite,
            Kept = Kept,
        };
        Assert.That(
            ErrorText.Of(error),
            Is.EqualTo($"the training loss became NaN in epoch 1 by step 3: lower --lr or --clip.{Kept}"));
    }

    [Test]
    public void A_file_that_is_not_written_names_its_options()
        => Assert.That(
            ErrorText.Of(new FileNotWrittenException("The disk is full.")),
            Is.EqualTo("The disk is full; free space or choose another --out, then --resume."));

    [Test]
    public void A_damaged_checkpoint_names_its_options()
        => Assert.That(
            ErrorText.Of(new CheckpointException("It is cut off.") { Cause = CheckpointFailure.Unusable }),
            Is.EqualTo("It is cut off. Use another checkpoint, or start over without --resume."));

    [Test]
    public void A_foreign_checkpoint_names_what_is_read()
        => Assert.That(
            ErrorText.Of(new CheckpointException("It is another program's.") { Cause = CheckpointFailure.Foreign }),
            Is.EqualTo(
                "It is another program's. Only files of a 'train' of this version are read: name such a run, or train "
                + "again."));

    [Test]
    public void Saved_state_names_its_options()
        => Assert.That(
            ErrorText.Of(new BackendOutOfMemoryException("The state was saved in 'last'.") { SavedState = "last" }),
            Is.EqualTo("The state was saved in 'last': free memory and continue with --resume."));

    [TestCase(
        BackendFailure.DeviceCall,
        "It failed. 'strnn doctor' tests the device; update its driver, or choose another with --device.")]
    [TestCase(
        BackendFailure.KernelResources,
        "It failed: 'strnn tune' finds smaller work-groups, 'strnn doctor' tests every kernel; "
            + "update the driver, or choose another device with --device.")]
    public void A_device_names_its_options(BackendFailure cause, string expected)
        => Assert.That(ErrorText.Of(new BackendException("It failed.") { Cause = cause }), Is.EqualTo(expected));

    [Test]
    public void Too_large_a_batch_names_its_options()
    {
        var error = Assert.Throws<BatchTooLargeException>(
            () => _ = new WordSequences(100, 1 << 30, new SequenceOptions { Steps = 100 }, maskPadding: false));
        Assert.That(
            ErrorText.Of(error!),
            Is.EqualTo(
                "1073741824 texts of 100 words are more than one step can hold: choose a smaller --batch or --words."));
    }
}
