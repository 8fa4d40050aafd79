using StRnn.Autograd;
using StRnn.Layers;
using StRnn.Training;

namespace StRnn.Series.Tests;

/// <summary>A model of series with connections of several weights.</summary>
public sealed class SeriesConnectionsTests
{
    [Test]
    public void They_are_those_of_the_gates_and_stored_with_the_shape()
    {
        var run = new RunDirectory(Directory.CreateTempSubdirectory("strnn-series-").FullName);
        var options = new SeriesModelOptions
        {
            Inputs = 1,
            Outputs = 1,
            Hidden = 6,
            Connections = new UnitConnections { BlockHeight = 2, Magnitude = BlockMagnitude.Largest },
        };
        try
        {
            var layout = new ForecastLayout(["a"], [0], [1], Standardization.Fit([1, 2, 3], 1));
            new SeriesFile(options, layout).Save(run);
            Assert.That(SeriesFile.Load(run).Model.Connections, Is.EqualTo(options.Connections));
        }
        finally
        {
            Directory.Delete(run.Path, recursive: true);
        }

        Assert.That(
            new SeriesModel(options).Parameters.Where(each => each.CanBeSparse)
                .Select(each => each.Spec.Connections.Height),
            Is.EqualTo(new[] { 4, 4 }));
    }
}
