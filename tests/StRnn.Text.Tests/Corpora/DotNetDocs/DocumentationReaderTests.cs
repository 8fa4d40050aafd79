using System.Text;
using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Text.Tests.Corpora.DotNetDocs;

public sealed class DocumentationReaderTests
{
    [TestCase("""Uses <see cref="T:System.Collections.Generic.List`1" /> here""", "Uses List here")]
    [TestCase("""Calls <see cref="M:System.A.Run(System.Int32,System.Func{`0,`1})" />.""", "Calls Run.")]
    [TestCase("""Makes <see cref="M:System.Text.Rune.#ctor(System.Char)" />.""", "Makes Rune.")]
    [TestCase("""Via <see cref="M:A.B.System#Collections#IList#Add(System.Object)" />.""", "Via Add.")]
    [TestCase("""Up to <see cref="F:System.Int32.MaxValue">the maximum</see>.""", "Up to the maximum.")]
    [TestCase(
        """<see langword="true" /> if <paramref name="x" /> is a <typeparamref name="T" />""", "true if x is a T")]
    [TestCase("""An <xref data-throw-if-not-resolved="true" uid="System.UInt32"></xref> value""", "An UInt32 value")]
    [TestCase("Text <c>inline</c> <code>dropped <see cref=\"T:X\"/></code> kept", "Text inline \u2029\u2029 kept")]
    [TestCase("<para>One</para><para>Two</para>", "\u2029One\u2029\u2029Two\u2029")]
    [TestCase("a &lt; b &amp; c<![CDATA[ <d> ]]><!-- no -->", "a < b & c <d> ")]
    [TestCase("see <see href=\"x\">the page</see>, 2<sup>31</sup>", "see the page, 231")]
    public void References_become_names_and_blocks_are_separated(string inner, string expected)
    {
        var texts = Read($"""<member name="T:A.B"><summary>{inner}</summary></member>""");
        Assert.That(texts, Is.EqualTo(new[] { new DocumentationText("T:A.B", "summary", expected) }));
    }

    [Test]
    public void Every_prose_element_of_every_member_is_read_in_order()
    {
        var texts = Read(
            """
            <member name="M:A.B.C"><summary>s</summary><param name="p">p</param><returns>r</returns>
            <exception cref="T:E">e</exception><typeparam name="T">t</typeparam><typeparam name="U" />
            <remarks>m</remarks><example>not this</example><code>nor this</code></member>
            <member name="P:A.B.D"><value>v</value></member>
            """);
        Assert.That(
            texts.Select(text => $"{text.Member} {text.Element} {text.Text}"),
            Is.EqualTo(new[]
            {
                "M:A.B.C summary s", "M:A.B.C param p", "M:A.B.C returns r", "M:A.B.C exception e",
                "M:A.B.C typeparam t", "M:A.B.C remarks m", "P:A.B.D value v",
            }));
    }

    [TestCase("<doc><members><member name='T:A'><summary>open", TestName = "A_cut_off_file_is_named")]
    [TestCase("<doc>\n<a></b></doc>", TestName = "A_badly_nested_file_is_named")]
    [TestCase("not xml", TestName = "A_text_file_is_named")]
    [TestCase("<!DOCTYPE d [<!ENTITY e 'x'>]><doc>&e;</doc>", TestName = "A_document_type_is_refused")]
    [TestCase("", TestName = "An_empty_file_is_named")]
    public void Broken_xml_is_one_clear_error(string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Assert.That(
            () => DocumentationReader.Read(stream, "System.Bad.xml").ToList(),
            Throws.TypeOf<CorpusException>().With.Message.Contains("'System.Bad.xml'").And.Message.Contains("line "));
    }

    private static List<DocumentationText> Read(string members)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"<doc><members>{members}</members></doc>"));
        return [.. DocumentationReader.Read(stream, "Test.xml")];
    }
}
