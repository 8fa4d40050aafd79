namespace StRnn.Conformance.Tests;

public sealed class BackendCatalogueTests
{
    [TestCase("reference", null, null, false)]
    [TestCase("reference", "cpu, reference", null, true)]
    [TestCase("reference", "cpu", null, false)]
    [TestCase("reference", null, "true", true)]
    [TestCase("opencl", null, "true", false)]
    [TestCase("opencl", "opencl", "true", true)]
    public void A_backend_is_required_by_the_list_or_on_a_build_server(string name, string? list, string? ci, bool expected) =>
        Assert.That(BackendCatalogue.IsRequired(name, list, ci), Is.EqualTo(expected));
}
