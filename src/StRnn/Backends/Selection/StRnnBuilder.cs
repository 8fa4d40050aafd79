using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StRnn.Backends.Selection;

/// <summary>
/// The builder that <c>AddStRnn</c> returns and that backend packages extend, to add backends to a program.
/// </summary>
public sealed class StRnnBuilder
{
    /// <summary>Wraps a service collection.</summary>
    /// <param name="services">The program's services.</param>
    public StRnnBuilder(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
    }

    /// <summary>Gets the program's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a provider; registering the same type again changes nothing.</summary>
    /// <typeparam name="TProvider">The provider's type.</typeparam>
    public StRnnBuilder AddProvider<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>()
        where TProvider : class, IBackendProvider
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackendProvider, TProvider>());
        return this;
    }
}
