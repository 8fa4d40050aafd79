using System.Buffers.Binary;
using System.Text;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Tests.Training;

public sealed class SafetensorsTests
{
    private string _path = string.Empty;

    [SetUp]
    public void CreateFolder()
        => _path = Path.Combine(Directory.CreateTempSubdirectory("strnn-safetensors-").FullName, "file.safetensors");

    [TearDown]
    public void DeleteFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Test]
    public void Tensors_and_metadata_round_trip()
    {
        Write();
        using var reader = new SafetensorsReader(_path);
        Assert.Multiple(() =>
        {
            Assert.That(reader.ReadFloats("a"), Is.EqualTo(new[] { 1.5f, -2f, 0f, 4f }));
            Assert.That(reader.ShapeOf("a"), Is.EqualTo(new long[] { 2, 2 }));
            Assert.That(reader.ReadInts("b"), Is.EqualTo(new[] { 7, -8 }));
            Assert.That(reader.Metadata["note"], Is.EqualTo("quoted \" text"));
            Assert.That(reader.Names, Is.EquivalentTo(new[] { "a", "b" }));
        });
    }

    [Test]
    public void The_layout_is_that_of_the_format()
    {
        Write();
        var bytes = File.ReadAllBytes(_path);
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, (int)headerLength);
        Assert.Multiple(() =>
        {
            Assert.That(headerLength % 8, Is.Zero);
            Assert.That(header, Does.Contain("\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}"));
            Assert.That(header, Does.Contain("\"b\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[16,24]}"));
            Assert.That(bytes, Has.Length.EqualTo(8 + headerLength + 24));
            Assert.That(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + (int)headerLength)), Is.EqualTo(1.5f));
        });
    }

    [Test]
    public void A_file_cut_off_anywhere_is_refused_in_one_line()
    {
        Write();
        var bytes = File.ReadAllBytes(_path);
        for (int length = 0; length < bytes.Length; length += 3)
        {
            File.WriteAllBytes(_path, bytes[..length]);
            var error = Assert.Throws<CheckpointException>(() =>
            {
                using var reader = new SafetensorsReader(_path);
                reader.ReadFloats("a");
                reader.ReadInts("b");
            });
            Assert.That(error!.Message, Does.Contain(_path).And.Not.Contain("\n"), $"{length} bytes");
        }
    }

    [Test]
    public void A_value_that_is_no_number_is_refused_with_its_place()
    {
        SafetensorsWriter.Write(
            _path,
            [new SafetensorsEntry(
                "a", SafetensorsEntry.Float32, [2], stream => stream.Write(Bytes(1f, float.NaN).Span))],
            new Dictionary<string, string>());
        using var reader = new SafetensorsReader(_path);
        Assert.That(
            () => reader.ReadFloats("a"),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("NaN at position 1"));
    }

    [TestCase("BF16", 8, "convert it to F32")]
    [TestCase("F64", 32, "convert it to F32")]
    [TestCase("F7", 8, "unknown type 'F7'")]
    [TestCase("BF16", 16, "has 16 bytes for BF16 of shape [2, 2]")]
    public void A_tensor_of_another_type_is_named_with_its_type(string type, int bytes, string message)
    {
        string header = $"{{\"w\":{{\"dtype\":\"{type}\",\"shape\":[2,2],\"data_offsets\":[0,{bytes}]}}}}";
        using (var file = new BinaryWriter(File.Create(_path)))
        {
            file.Write((long)header.Length);
            file.Write(Encoding.UTF8.GetBytes(header));
            file.Write(new byte[bytes]);
        }

        Assert.That(
            () =>
            {
                using var reader = new SafetensorsReader(_path);
                reader.ReadFloats("w");
            },
            Throws.InstanceOf<CheckpointException>().With.Message.Contains(message));
    }

    [Test]
    public void A_file_of_another_program_is_named_as_such()
    {
        Write();
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(_path).Dispose())!;
        Assert.That(error.Message, Does.Contain("is a safetensors file of another program"));
        Assert.That(error.Cause, Is.EqualTo(CheckpointFailure.Foreign));
    }

    [Test]
    public void A_missing_file_and_a_missing_tensor_are_named()
    {
        Assert.That(
            () => new SafetensorsReader(_path), Throws.InstanceOf<CheckpointException>().With.Message.Contains(_path));
        Write();
        using var reader = new SafetensorsReader(_path);
        Assert.That(
            () => reader.ReadFloats("c"),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("no tensor 'c'"));
    }

    [Test]
    public void A_write_that_fails_leaves_the_version_before()
    {
        Write();
        var before = File.ReadAllBytes(_path);
        Assert.That(
            () => SafetensorsWriter.Write(
                _path,
                [new SafetensorsEntry(
                    "a", SafetensorsEntry.Float32, [2], _ => throw new IOException("No space left on device"))],
                new Dictionary<string, string>()),
            Throws.InstanceOf<FileNotWrittenException>().With.Message.Contains("No space left"));
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(before));
        Assert.That(
            Directory.GetFiles(Path.GetDirectoryName(_path)!), Has.Length.EqualTo(1), "no temporary file stays");
    }

    private static ReadOnlyMemory<byte> Bytes(params float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    private void Write() => SafetensorsWriter.Write(
        _path,
        [
            new SafetensorsEntry(
                "a", SafetensorsEntry.Float32, [2, 2], stream => stream.Write(Bytes(1.5f, -2f, 0f, 4f).Span)),
            new SafetensorsEntry(
                "b", SafetensorsEntry.Int32, [2], stream => stream.Write([7, 0, 0, 0, 0xf8, 0xff, 0xff, 0xff])),
        ],
        new Dictionary<string, string> { ["note"] = "quoted \" text" });
}
