using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Configuration;

/// <summary>A run's <c>config.json</c> is missing or cannot be read: the message says which, what is wrong, and what to do.</summary>
internal sealed class ConfigException(string message, Exception? cause = null) : Exception(message, cause);
