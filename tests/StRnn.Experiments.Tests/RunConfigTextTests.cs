using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StRnn.Experiments.Configuration;

namespace StRnn.Experiments.Tests;

/// <summary>What a stored configuration lacks has the default of its record, not that of a type.</summary>
public sealed class RunConfigTextTests
{
    [Test]
    public void Each_task_has_defaults()
    {
        var tasks = typeof(RunConfig).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(attribute => (attribute.DerivedType, (string)attribute.TypeDiscriminator!));
        Assert.That(
            RunConfigText.Examples.Value.Select(example => (example.GetType(), example.TaskName)),
            Is.EquivalentTo(tasks));
    }

    [Test]
    public void A_value_that_is_missing_has_the_default_of_its_record()
    {
        foreach (var example in RunConfigText.Examples.Value)
        {
            var whole = example.ToJson();
            Assert.That(RunConfigText.Read(whole.ToJsonString())!.ToJson().ToJsonString(), Is.EqualTo(whole.ToJsonString()));
            string[] parts = ["training", "data", "model", ""];
            foreach (string part in parts)
            {
                var names = (part.Length == 0 ? whole : (JsonObject)whole[part]!).Select(property => property.Key);
                foreach (string name in names.Except(["task"]))
                {
                    var less = whole.DeepClone();
                    ((JsonObject)(part.Length == 0 ? less : less[part])!).Remove(name);
                    RunConfig? read = null;
                    try
                    {
                        read = RunConfigText.Read(less.ToJsonString());
                    }
                    catch (System.Text.Json.JsonException missing)
                    {
                        Assert.That(missing.Message, Does.Contain("required"), $"{part}.{name}");
                    }

                    Assert.That(
                        read?.ToJson().ToJsonString() ?? whole.ToJsonString(),
                        Is.EqualTo(whole.ToJsonString()),
                        $"{part}.{name}");
                }
            }
        }
    }
}
