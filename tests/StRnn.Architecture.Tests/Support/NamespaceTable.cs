namespace StRnn.Architecture.Tests.Support;

/// <summary>
/// The table of which namespace may use which: the layers of docs/architecture.md, lowest first, without
/// <c>StRnn.</c>. Below them lies <see cref="Root"/>, which all may use.
/// </summary>
internal static class NamespaceTable
{
    /// <summary>The namespace of what all libraries share: the base of their exceptions.</summary>
    public const string Root = "StRnn";

    private const string Text = """
        Randomness:
        Backends.Memory:
        Backends.Kernels: Backends.Memory
        Backends: Backends.Kernels Backends.Memory
        Backends.Selection: Backends
        Backends.Reference: Randomness Backends Backends.Kernels Backends.Memory Backends.Selection
        DependencyInjection: Backends Backends.Selection Backends.Reference
        Tensors: Backends Backends.Kernels Backends.Memory
        Backends.Composed: Backends Backends.Kernels Backends.Memory Tensors
        Autograd: Backends Backends.Composed Backends.Kernels Backends.Memory Tensors
        Layers: Autograd Backends Backends.Kernels Backends.Memory Tensors
        Layers.Cells.Lstm: Autograd Backends Backends.Kernels Backends.Memory Layers Tensors
        Layers.Cells.Rhn: Autograd Backends Backends.Kernels Backends.Memory Layers Tensors
        Layers.Cells.Gru: Autograd Backends Backends.Kernels Backends.Memory Layers Tensors
        Layers.Cells.MinGru: Autograd Backends Backends.Kernels Backends.Memory Layers Tensors
        Layers.Cells: Backends.Kernels Layers Layers.Cells.Gru Layers.Cells.Lstm Layers.Cells.MinGru
        Optimizers: Autograd Backends Backends.Kernels Backends.Memory Tensors

        Sparsity: Randomness Autograd Backends Backends.Kernels Backends.Memory Layers Optimizers Tensors
        Sparsity.Distance: Backends.Memory
        Sparsity.Initialization: Randomness Autograd Backends Backends.Kernels Backends.Memory Sparsity Tensors
        Sparsity.Schedules:
        Sparsity.Structures:
          Autograd Backends Backends.Composed Backends.Kernels Backends.Memory Layers Sparsity Tensors
        Sparsity.Pruning: Sparsity Sparsity.Initialization Tensors
        Sparsity.Redistribution: Sparsity
        Sparsity.Regrowth: Randomness Backends.Memory Sparsity Sparsity.Pruning Tensors
        Sparsity.Topology:
          Randomness Autograd Backends Backends.Kernels Backends.Memory Optimizers Tensors
          Sparsity Sparsity.Initialization Sparsity.Pruning Sparsity.Redistribution Sparsity.Regrowth Sparsity.Schedules
          Sparsity.Structures
        Accounting: Autograd Backends Backends.Kernels Backends.Memory Sparsity.Initialization Tensors
        Training.Metrics: Backends Backends.Kernels Backends.Memory
        Training.Checkpoints:
          Autograd Backends Backends.Kernels Backends.Memory Optimizers Sparsity Sparsity.Topology Tensors
          Training.Metrics
        Training.Observers: Backends Backends.Memory Sparsity.Topology Training.Checkpoints Training.Metrics
        Training:
          Accounting Autograd Backends Backends.Kernels Backends.Memory Layers Optimizers Tensors Training.Checkpoints
          Training.Metrics Training.Observers
          Sparsity Sparsity.Initialization Sparsity.Pruning Sparsity.Redistribution Sparsity.Regrowth Sparsity.Schedules
          Sparsity.Topology

        Cpu.Native: Backends.Kernels
        Cpu: Backends Backends.Kernels Backends.Memory Backends.Selection Cpu.Native
        Cpu.DependencyInjection: Backends.Selection Cpu

        OpenCL.Interop: Backends
        OpenCL.Devices: Backends OpenCL.Interop
        OpenCL.Handles: Backends Backends.Memory OpenCL.Devices OpenCL.Interop
        OpenCL.Execution: Backends Backends.Kernels Backends.Memory OpenCL.Devices OpenCL.Handles OpenCL.Interop
        OpenCL.Layouts: Backends Backends.Kernels Backends.Memory OpenCL.Execution OpenCL.Handles
        OpenCL.Panels:
          Backends Backends.Kernels Backends.Memory OpenCL.Devices OpenCL.Execution OpenCL.Handles OpenCL.Layouts
        OpenCL.Rows:
          Backends Backends.Kernels Backends.Memory OpenCL.Devices OpenCL.Execution OpenCL.Handles OpenCL.Layouts
        OpenCL.Families:
          Backends Backends.Kernels Backends.Memory Layers.Cells.Gru Tensors
          OpenCL.Devices OpenCL.Execution OpenCL.Handles OpenCL.Layouts OpenCL.Panels OpenCL.Rows
        OpenCL:
          Backends Backends.Kernels Backends.Memory Backends.Selection
          OpenCL.Devices OpenCL.Execution OpenCL.Families OpenCL.Handles OpenCL.Interop
        OpenCL.DependencyInjection: Backends.Selection OpenCL
        OpenCL.SelfTest:
          Randomness Backends Backends.Composed Backends.Kernels Backends.Memory Backends.Reference Tensors
          Layers.Cells.Gru Layers.Cells.Lstm Layers.Cells.MinGru Layers.Cells.Rhn
        OpenCL.Tuning:
          Randomness Backends Backends.Kernels Backends.Memory Backends.Selection Layers.Cells.Lstm
          Sparsity Sparsity.Initialization Tensors OpenCL OpenCL.Devices

        Series:
          Randomness Autograd Backends Backends.Kernels Backends.Memory Layers Layers.Cells Tensors Training
          Training.Checkpoints

        Text.Corpora:
        Text.Corpora.DotNetDocs: Text.Corpora
        Text.Ngrams: Text.Corpora
        Text.Inference: Autograd Backends Layers
        Text.LanguageModeling:
          Randomness Accounting Autograd Backends Backends.Kernels Backends.Memory Layers Layers.Cells.Lstm
          Layers.Cells.Rhn Optimizers
          Sparsity.Initialization Tensors Training Text.Corpora Text.Inference
        Text.Classification:
          Randomness Accounting Autograd Backends Backends.Kernels Backends.Memory Layers Layers.Cells.Lstm Optimizers
          Sparsity.Initialization Tensors Training Text.Corpora Text.Inference
        Text.Classification.Sources: Randomness Text.Classification Text.Corpora Text.Corpora.DotNetDocs
        Text.Catalogs: Text.Classification Text.Classification.Sources Text.Corpora Text.Corpora.DotNetDocs
        Text.Tagging:
          Randomness Autograd Backends Backends.Memory Layers Layers.Cells.Lstm Tensors Training Text.Corpora
        Text.Topology: Backends.Memory Layers Layers.Cells Sparsity.Distance Training.Checkpoints

        Experiments:
        Experiments.Methods:
          Sparsity Sparsity.Initialization Sparsity.Pruning Sparsity.Redistribution Sparsity.Regrowth Sparsity.Schedules
          Sparsity.Structures Sparsity.Topology
        Experiments.Configuration:
          Accounting Autograd Backends Backends.Kernels Layers Layers.Cells Layers.Cells.Gru Optimizers
          Sparsity.Initialization Sparsity.Topology
          Training Text.Classification Text.Corpora Text.LanguageModeling Experiments Experiments.Methods
        Experiments.Data:
          Training Text.Catalogs Text.Classification Text.Corpora Experiments Experiments.Configuration
        Experiments.Presets:
          Accounting Autograd Layers Sparsity.Initialization Text.Classification Experiments Experiments.Configuration
          Experiments.Data Experiments.Methods
        Experiments.Runs:
          Accounting Autograd Backends Backends.Memory Backends.Reference Layers Optimizers Sparsity
          Sparsity.Initialization Sparsity.Regrowth Sparsity.Schedules Sparsity.Structures Sparsity.Topology Tensors
          Training Training.Checkpoints Training.Metrics Training.Observers Text.Classification Text.Corpora
          Text.LanguageModeling Experiments Experiments.Configuration Experiments.Data Experiments.Methods
          Experiments.Presets
        Experiments.Benchmarks:
          Backends Layers Optimizers Sparsity.Initialization Training Text.Classification Text.LanguageModeling
          Experiments.Configuration Experiments.Presets
        Experiments.Reproduction:
          Text.Corpora.DotNetDocs Experiments.Configuration Experiments.Methods Experiments.Presets Experiments.Runs
        Experiments.Search:
          Randomness Training Training.Metrics Experiments Experiments.Configuration Experiments.Methods
          Experiments.Runs
        """;

    /// <summary>Gets for each namespace, lowest first, the namespaces that it may use.</summary>
    public static IReadOnlyList<KeyValuePair<string, string[]>> Lines { get; } =
    [
        .. Text.ReplaceLineEndings("\n").Replace("\n  ", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':'))
            .Select(parts => KeyValuePair.Create(
                Named(parts[0]),
                parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Named).ToArray())),
    ];

    private static string Named(string name) => $"{Root}.{name}";
}
