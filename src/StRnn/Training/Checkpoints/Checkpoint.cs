using System.Runtime.InteropServices;
using System.Text.Json;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Tensors;

namespace StRnn.Training.Checkpoints;

/// <summary>
/// The file of a run's state: values, patterns, optimiser state, carried state and progress. All arrays are in
/// canonical (CSR) order, hence portable between backends; the file holds no clock, host or path, so the same run gives
/// the same bytes.
/// </summary>
/// <remarks>The names of its tensors are those of <see cref="CheckpointKeys"/>.</remarks>
public static class Checkpoint
{
    private const string Format = "1";

    /// <summary>Writes a checkpoint atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="stateNames">The optimiser's array names.</param>
    /// <param name="carriedState">The state carried between steps.</param>
    /// <param name="progress">The run's progress.</param>
    /// <exception cref="InvalidOperationException">The weights were loaded for inference.</exception>
    /// <exception cref="FileNotWrittenException">The file cannot be written.</exception>
    public static void Save(
        string path,
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<string> stateNames,
        IReadOnlyList<KeyValuePair<string, Tensor>> carriedState,
        TrainingProgress progress)
        => Save(path, parameters, stateNames, carriedState, progress, more: null);

    /// <summary>Writes a checkpoint atomically, with the state of the sparse-training method.</summary>
    internal static void Save(
        string path,
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<string> stateNames,
        IReadOnlyList<KeyValuePair<string, Tensor>> carriedState,
        TrainingProgress progress,
        IEnumerable<SafetensorsEntry>? more)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var parameter in parameters)
        {
            parameter.RequireTrainable("Saving");
        }

        var entries = new List<SafetensorsEntry>();
        foreach (var parameter in parameters)
        {
            AddParameter(entries, parameter, stateNames);
        }

        foreach (var (name, tensor) in carriedState)
        {
            entries.Add(Floats(
                CheckpointKeys.Carried(name),
                [tensor.Rows, tensor.Columns],
                checked((int)tensor.Values.Length),
                values => HostTransfer.Read(tensor.Backend, tensor.Values, values)));
        }

        entries.AddRange(more ?? []);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [CheckpointKeys.Format] = Format,
            [CheckpointKeys.Progress] = JsonSerializer.Serialize(progress, CheckpointJson.Default.TrainingProgress),
        };
        SafetensorsWriter.Write(path, entries, metadata);
        ReleasePatterns(parameters);
    }

    /// <summary>Restores everything that a checkpoint holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="backend">The backend for the weights.</param>
    /// <param name="parameters">The model's parameters, declared or materialised; their weights are replaced.</param>
    /// <param name="stateNames">The optimiser's array names.</param>
    /// <param name="carriedState">The state carried between steps.</param>
    /// <param name="readMore">Reads the state of the sparse-training method; null for none.</param>
    /// <returns>The run's progress.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another model.</exception>
    public static TrainingProgress Load(
        string path,
        IBackend backend,
        IReadOnlyList<Parameter> parameters,
        IReadOnlyList<string> stateNames,
        IReadOnlyList<KeyValuePair<string, Tensor>> carriedState,
        Action<SafetensorsReader>? readMore = null)
    {
        using var reader = Open(path);
        LoadWeights(reader, path, backend, parameters);
        foreach (var parameter in parameters)
        {
            parameter.AllocateStates(stateNames.Count);
            for (int i = 0; i < stateNames.Count; i++)
            {
                using var state = ReadValues(reader, CheckpointKeys.State(parameter.Name, stateNames[i]));
                parameter.Weight.WriteCanonical(state.Span, parameter.States[i]);
            }
        }

        foreach (var (name, tensor) in carriedState)
        {
            CheckShape(reader, path, CheckpointKeys.Carried(name), [tensor.Rows, tensor.Columns]);
            tensor.SetValues(reader.ReadFloats(CheckpointKeys.Carried(name)));
        }

        Read(path, () => readMore?.Invoke(reader));
        ReleasePatterns(parameters);
        return ReadProgress(reader, path);
    }

    /// <summary>
    /// Restores the weights only, for evaluation: their averages where the optimiser kept them.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="backend">The backend for the weights.</param>
    /// <param name="parameters">The model's parameters, declared or materialised; their weights are replaced.</param>
    /// <param name="storage">
    /// The form of the weights; <see cref="WeightStorage.BFloat16"/> is for inference alone.
    /// </param>
    /// <returns>The run's progress.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another model.</exception>
    public static TrainingProgress LoadWeights(
        string path,
        IBackend backend,
        IReadOnlyList<Parameter> parameters,
        WeightStorage storage = WeightStorage.Float32)
    {
        using var reader = Open(path);
        var progress = ReadProgress(reader, path);
        LoadWeights(reader, path, backend, parameters, storage);
        if (progress.Averaging is { IsAveraging: true, Steps: > 0 })
        {
            // A file without optimiser state, as of an extracted model, has the averages as its weights.
            foreach (var parameter in parameters)
            {
                string name = CheckpointKeys.State(parameter.Name, IAveragingOptimizer.AverageName);
                if (reader.Contains(name))
                {
                    using var average = ReadValues(reader, name);
                    parameter.Weight.SetValues(average.Span);
                }
            }
        }

        ReleasePatterns(parameters);
        return progress;
    }

    /// <summary>Restores weights and what else <paramref name="readMore"/> reads, for a new run that starts from it.
    /// </summary>
    internal static void LoadStart(
        string path, IBackend backend, IReadOnlyList<Parameter> parameters, Action<SafetensorsReader> readMore)
    {
        using var reader = Open(path);
        LoadWeights(reader, path, backend, parameters);
        Read(path, () => readMore(reader));
        ReleasePatterns(parameters);
    }

    /// <summary>Reads the progress of a run at a checkpoint, and no tensor.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or another program's.</exception>
    public static TrainingProgress ReadProgress(string path)
    {
        using var reader = Open(path);
        return ReadProgress(reader, path);
    }

    /// <summary>Opens a checkpoint's tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or another program's.</exception>
    public static SafetensorsReader Open(string path)
    {
        var reader = new SafetensorsReader(path);
        if (reader.Metadata.GetValueOrDefault(CheckpointKeys.Format) != Format)
        {
            string? found = reader.Metadata.GetValueOrDefault(CheckpointKeys.Format);
            reader.Dispose();
            string problem = found is null
                ? "is a safetensors file of another program: its metadata have no "
                    + $"'{CheckpointKeys.Format}', and its tensors other names than a run's"
                : $"has format {found}, and this version reads format {Format}: a newer version wrote it";
            throw new CheckpointException($"The checkpoint '{path}' {problem}.") { Cause = CheckpointFailure.Foreign };
        }

        return reader;
    }

    /// <summary>Releases the host patterns that reading or writing a file created.</summary>
    private static void ReleasePatterns(IReadOnlyList<Parameter> parameters)
        => HostGarbage.Release(parameters.Where(each => each.Weight.IsSparse)
            .Sum(each => sizeof(int) * (long)each.Weight.ParameterCount));

    private static TrainingProgress ReadProgress(SafetensorsReader reader, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(
                reader.Metadata.GetValueOrDefault(CheckpointKeys.Progress, string.Empty),
                CheckpointJson.Default.TrainingProgress)!;
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' has no readable progress: {exception.Message}", exception);
        }
    }

    private static void AddParameter(
        List<SafetensorsEntry> entries, Parameter parameter, IReadOnlyList<string> stateNames)
    {
        var weight = parameter.Weight;
        long[] shape = [weight.Rows, weight.Columns];
        if (weight is SparseWeight sparse)
        {
            shape = [sparse.ParameterCount];
            entries.Add(Floats(CheckpointKeys.Values(parameter.Name), shape, weight, weight.Values));
            entries.Add(new SafetensorsEntry(
                CheckpointKeys.ColumnIndices(parameter.Name),
                SafetensorsEntry.Int32,
                shape,
                stream => stream.Write(MemoryMarshal.AsBytes(sparse.Packed.ToPattern().ColumnIndices))));
            entries.Add(new SafetensorsEntry(
                CheckpointKeys.RowOffsets(parameter.Name),
                SafetensorsEntry.Int32,
                [weight.Rows + 1],
                stream => stream.Write(MemoryMarshal.AsBytes(sparse.Packed.ToPattern().RowOffsets))));
            int[] size = [weight.Rows, weight.Columns];
            entries.Add(new SafetensorsEntry(
                CheckpointKeys.Shape(parameter.Name),
                SafetensorsEntry.Int32,
                [size.Length],
                stream => stream.Write(MemoryMarshal.AsBytes(size.AsSpan()))));
        }
        else
        {
            entries.Add(Floats(parameter.Name, shape, weight, weight.Values));
        }

        for (int i = 0; i < stateNames.Count; i++)
        {
            string name = CheckpointKeys.State(parameter.Name, stateNames[i]);
            entries.Add(Floats(name, shape, weight, parameter.States[i]));
        }
    }

    private static SafetensorsEntry Floats(string name, long[] shape, Weight weight, VectorView stored)
        => Floats(name, shape, weight.ParameterCount, values => weight.ReadCanonical(stored, values));

    private static SafetensorsEntry Floats(string name, long[] shape, int count, Action<Span<float>> read)
        => new(name, SafetensorsEntry.Float32, shape, stream =>
        {
            using var values = new HostScratch<float>(count);
            read(values.Span);
            stream.Write(MemoryMarshal.AsBytes(values.Span));
        });

    private static void LoadWeights(
        SafetensorsReader reader,
        string path,
        IBackend backend,
        IReadOnlyList<Parameter> parameters,
        WeightStorage storage = WeightStorage.Float32)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var patterns = new PatternReader(reader, path);
        CheckShapes(patterns, path, parameters);
        foreach (var parameter in parameters)
        {
            bool isSparse = patterns.IsSparse(parameter.Name);
            using var values = ReadValues(reader, isSparse ? CheckpointKeys.Values(parameter.Name) : parameter.Name);
            var pattern = isSparse ? ReadPattern(patterns, path, parameter, values.Span.Length) : null;
            Weight Make() => pattern is null
                ? new DenseWeight(backend, parameter.Rows, parameter.Columns)
                : new SparseWeight(backend, pattern, parameter.Uses, storage);
            if (storage == WeightStorage.Float32)
            {
                parameter.Replace(Make);
            }
            else
            {
                parameter.ReplaceForInference(Make);
            }

            parameter.Weight.SetValues(values.Span);
        }
    }

    private static void Read(string path, Action read)
    {
        try
        {
            read();
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' does not fit the model: {exception.Message}", exception);
        }
    }

    private static HostScratch<float> ReadValues(SafetensorsReader reader, string name)
    {
        var values = new HostScratch<float>(reader.CountOf(name));
        try
        {
            reader.ReadFloats(name, values.Span);
            return values;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    private static SparsityPattern ReadPattern(PatternReader patterns, string path, Parameter parameter, int valueCount)
    {
        try
        {
            var pattern = patterns.ReadSparse(
                parameter.Name, parameter.Rows, parameter.Columns, parameter.Spec.Connections.Rows);
            return valueCount == pattern.Nnz
                ? pattern
                : throw new ArgumentException($"{valueCount} values for {pattern.Nnz} connections.");
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' does not fit the model: "
                + $"'{parameter.Name}' [{parameter.Rows}, {parameter.Columns}]: {exception.Message}",
                exception);
        }
    }

    /// <summary>Checks every matrix before the first is replaced, so that a file that does not fit changes nothing.
    /// </summary>
    private static void CheckShapes(PatternReader patterns, string path, IReadOnlyList<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            var (rows, columns) = patterns.ShapeOf(parameter.Name);
            CheckShape(path, parameter.Name, [rows, columns], [parameter.Rows, parameter.Columns]);
        }

        foreach (var parameter in parameters.Where(
            each => each.Spec.Connections.Height > 1 && patterns.IsSparse(each.Name)))
        {
            CheckBlocks(patterns.Read(parameter.Name), path, parameter.Spec);
        }
    }

    private static void CheckBlocks(SparsityPattern pattern, string path, ParameterSpec spec)
    {
        try
        {
            new ConnectionGrid(spec).Reduce(pattern);
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' does not fit the model: '{spec.Name}' has connections of "
                + $"{spec.Connections.Height} weights in the model, and in the file rows with columns of their own: "
                + "take a checkpoint of a model with such connections, or a model with connections of one weight.",
                exception);
        }
    }

    private static void CheckShape(SafetensorsReader reader, string path, string name, long[] expected)
        => CheckShape(path, name, reader.ShapeOf(name), expected);

    private static void CheckShape(string path, string name, IReadOnlyList<long> found, long[] expected)
    {
        if (!found.SequenceEqual(expected))
        {
            throw Unfit(path, name, string.Join(", ", found), string.Join(", ", expected));
        }
    }

    private static CheckpointException Unfit(string path, string name, string found, string expected)
        => new(
            $"The checkpoint '{path}' does not fit the model: '{name}' is [{found}] in the file and [{expected}] in "
            + "the model.");
}
