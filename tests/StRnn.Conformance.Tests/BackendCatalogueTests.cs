namespace StRnn.Conformance.Tests;

public sealed class BackendCatalogueTests
{
    [TestCase("reference", null, null, false)]
    [TestCase("reference", "cpu, reference", null, true)]
    [TestCase("reference", "cpu", null, false)]
    [TestCase("reference", null, "true", true)]
    [TestCase("opencl:rows", "opencl", null, true)]
    [TestCase("another", null, "true", false)]
    [TestCase("another", "another", "true", true)]
    public void A_backend_is_required_by_the_list_or_on_a_build_server(
        string name, string? list, string? ci, bool expected) =>
        Assert.That(BackendCatalogue.IsRequired(name, list, ci), Is.EqualTo(expected));

    [Test]
    public void Opencl_is_required_on_a_build_server_of_Linux([Values("opencl", "opencl:rows")] string name) =>
        Assert.That(BackendCatalogue.IsRequired(name, null, "true"), Is.EqualTo(OperatingSystem.IsLinux()));
}
