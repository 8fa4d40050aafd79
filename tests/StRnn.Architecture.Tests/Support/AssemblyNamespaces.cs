using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace StRnn.Architecture.Tests.Support;

/// <summary>
/// Reads from an assembly's metadata which namespaces its types use: in base types, members and attributes, and in the
/// bodies of methods. A constant's value stands in the code of its user without its type, and is not seen.
/// </summary>
internal sealed class AssemblyNamespaces
{
    private readonly MetadataReader _reader;
    private readonly PEReader _image;
    private readonly string _assembly;
    private readonly Func<string, bool> _isOurs;
    private readonly HashSet<NamespaceUse> _uses = [];
    private readonly ReferencedTypes _types;
    private (string Namespace, string Name) _user;

    private AssemblyNamespaces(PEReader image, Func<string, bool> isOurs)
    {
        _image = image;
        _reader = image.GetMetadataReader();
        _assembly = _reader.GetString(_reader.GetAssemblyDefinition().Name);
        _isOurs = isOurs;
        _types = new ReferencedTypes(AddType);
    }

    /// <summary>Reads which type of which namespace uses which, of this and of our other assemblies.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <param name="isOurs">Whether an assembly of this name belongs to us.</param>
    public static IReadOnlyCollection<NamespaceUse> Read(string path, Func<string, bool> isOurs)
    {
        using var image = new PEReader(File.OpenRead(path));
        var read = new AssemblyNamespaces(image, isOurs);
        foreach (var type in read._reader.TypeDefinitions)
        {
            read.ReadType(type);
        }

        return read._uses;
    }

    /// <summary>Lists the namespaces in which an assembly has types.</summary>
    /// <param name="path">The assembly's file.</param>
    public static IReadOnlyCollection<string> Names(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var read = new AssemblyNamespaces(image, _ => false);
        return [.. read._reader.TypeDefinitions.Select(type => read.Outermost(type).Namespace)
            .Where(name => name.Length > 0).Distinct()];
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        _user = Outermost(handle);
        if (_user.Namespace.Length == 0)
        {
            return;
        }

        var type = _reader.GetTypeDefinition(handle);
        AddEntity(type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            AddEntity(_reader.GetInterfaceImplementation(implementation).Interface);
        }

        ReadAttributes(type.GetCustomAttributes());
        ReadConstraints(type.GetGenericParameters());
        foreach (var field in type.GetFields().Select(_reader.GetFieldDefinition))
        {
            field.DecodeSignature(_types, null);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(_reader.GetPropertyDefinition))
        {
            ReadAttributes(property.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
        {
            ReadMethod(method);
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_types, null);
        ReadAttributes(method.GetCustomAttributes());
        ReadConstraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_types, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            AddEntity(region.CatchType);
        }

        foreach (var member in IntermediateCode.Members(body.GetILBytes()!))
        {
            AddEntity(member);
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            AddEntity(_reader.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint
            in parameters.SelectMany(parameter => _reader.GetGenericParameter(parameter).GetConstraints()))
        {
            AddEntity(_reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void AddEntity(EntityHandle entity)
    {
        if (entity.IsNil)
        {
            return;
        }

        switch (entity.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                AddType(entity);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)entity).DecodeSignature(_types, null);
                break;
            case HandleKind.MethodDefinition:
                var method = _reader.GetMethodDefinition((MethodDefinitionHandle)entity);
                AddType(method.GetDeclaringType());
                method.DecodeSignature(_types, null);
                break;
            case HandleKind.FieldDefinition:
                var field = _reader.GetFieldDefinition((FieldDefinitionHandle)entity);
                AddType(field.GetDeclaringType());
                field.DecodeSignature(_types, null);
                break;
            case HandleKind.MethodSpecification:
                var specification = _reader.GetMethodSpecification((MethodSpecificationHandle)entity);
                AddEntity(specification.Method);
                specification.DecodeSignature(_types, null);
                break;
            case HandleKind.MemberReference:
                AddMember(_reader.GetMemberReference((MemberReferenceHandle)entity));
                break;
            default:
                throw new NotSupportedException($"{_user}: {entity.Kind}");
        }
    }

    private void AddMember(MemberReference member)
    {
        AddEntity(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            member.DecodeFieldSignature(_types, null);
        }
        else
        {
            member.DecodeMethodSignature(_types, null);
        }
    }

    private void AddType(EntityHandle type)
    {
        var (space, name) = type.Kind == HandleKind.TypeDefinition
            ? Outermost((TypeDefinitionHandle)type)
            : Outermost((TypeReferenceHandle)type);
        if (space.Length > 0 && space != _user.Namespace)
        {
            _uses.Add(new NamespaceUse(_user.Namespace, space, _user.Name, name));
        }
    }

    private (string Namespace, string Name) Outermost(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return type.IsNested
            ? Outermost(type.GetDeclaringType())
            : (Qualified(_assembly, _reader.GetString(type.Namespace)), _reader.GetString(type.Name));
    }

    private (string Namespace, string Name) Outermost(TypeReferenceHandle handle)
    {
        var type = _reader.GetTypeReference(handle);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return Outermost((TypeReferenceHandle)type.ResolutionScope);
        }

        string assembly = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : _assembly;
        string name = _isOurs(assembly) ? Qualified(assembly, _reader.GetString(type.Namespace)) : "";
        return (name, _reader.GetString(type.Name));
    }

    // Extension methods of services stand in the namespace of those; here each assembly has its own.
    private static string Qualified(string assembly, string space)
        => space == "Microsoft.Extensions.DependencyInjection" ? $"{assembly}.DependencyInjection"
            : space.StartsWith("StRnn", StringComparison.Ordinal) ? space
            : "";
}

/// <summary>A type of one namespace that names a type of another one.</summary>
/// <param name="From">The namespace of the type that depends.</param>
/// <param name="To">The namespace it depends on.</param>
/// <param name="User">The type that depends.</param>
/// <param name="Used">The type it depends on.</param>
internal sealed record NamespaceUse(string From, string To, string User, string Used);

/// <summary>Collects the types that stand in an assembly's signatures.</summary>
/// <param name="found">Takes each type named, once per mention.</param>
internal sealed class ReferencedTypes(Action<EntityHandle> found) : ISignatureTypeProvider<bool, object?>
{
    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        => Add(handle);

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        => Add(handle);

    public bool GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public bool GetArrayType(bool elementType, ArrayShape shape) => true;

    public bool GetByReferenceType(bool elementType) => true;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

    public bool GetGenericMethodParameter(object? genericContext, int index) => true;

    public bool GetGenericTypeParameter(object? genericContext, int index) => true;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

    public bool GetPinnedType(bool elementType) => true;

    public bool GetPointerType(bool elementType) => true;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

    public bool GetSZArrayType(bool elementType) => true;

    private bool Add(EntityHandle type)
    {
        found(type);
        return true;
    }
}
