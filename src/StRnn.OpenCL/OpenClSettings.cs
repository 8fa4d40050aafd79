using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL;

/// <summary>What the configuration section of <see cref="OpenClOptions"/> may say.</summary>
internal sealed class OpenClSettings
{
    public string? Platform { get; set; }

    public string? CacheDirectory { get; set; }

    public TuningSettings? Tuning { get; set; }

    /// <summary>Sets the options that the configuration names.</summary>
    /// <exception cref="InvalidOperationException">The tuning has no layout.</exception>
    public void ApplyTo(OpenClOptions options)
    {
        options.Platform = Platform ?? options.Platform;
        options.CacheDirectory = CacheDirectory ?? options.CacheDirectory;
        options.Tuning = Tuning?.ToTuning() ?? options.Tuning;
    }
}

/// <summary>A tuning in a configuration; what it does not name has the default of its layout.</summary>
internal sealed class TuningSettings
{
    public SparseLayout? Layout { get; set; }

    public int? VectorWidth { get; set; }

    public int? ElementGroup { get; set; }

    public int? ReductionGroup { get; set; }

    public int? ProductPanel { get; set; }

    public int? RecurrentPanel { get; set; }

    public int? Sharers { get; set; }

    public int? RowLanes { get; set; }

    public int? RowsPerGroup { get; set; }

    public int? UnitsPerGroup { get; set; }

    public DeviceTuning ToTuning()
    {
        var defaults = DeviceTuning.For(Layout ?? throw new InvalidOperationException(
            $"{OpenClOptions.Section}:{nameof(OpenClOptions.Tuning)} has no {nameof(Layout)}: name "
            + $"{nameof(SparseLayout.Panels)} or {nameof(SparseLayout.Rows)}."));
        return defaults with
        {
            VectorWidth = VectorWidth ?? defaults.VectorWidth,
            ElementGroup = ElementGroup ?? defaults.ElementGroup,
            ReductionGroup = ReductionGroup ?? defaults.ReductionGroup,
            ProductPanel = ProductPanel ?? defaults.ProductPanel,
            RecurrentPanel = RecurrentPanel ?? defaults.RecurrentPanel,
            Sharers = Sharers ?? defaults.Sharers,
            RowLanes = RowLanes ?? defaults.RowLanes,
            RowsPerGroup = RowsPerGroup ?? defaults.RowsPerGroup,
            UnitsPerGroup = UnitsPerGroup ?? defaults.UnitsPerGroup,
        };
    }
}
