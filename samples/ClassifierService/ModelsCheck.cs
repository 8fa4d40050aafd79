using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClassifierService;

/// <summary>Tells a load balancer whether both models can be asked.</summary>
internal sealed class ModelsCheck(Models models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        Task[] both = [models.Classifier, models.Language];
        return Task.FromResult(
            both.All(model => model.IsCompletedSuccessfully) ? HealthCheckResult.Healthy()
            : both.FirstOrDefault(model => model.IsFaulted) is { } failed
                ? HealthCheckResult.Unhealthy("A training failed.", failed.Exception)
            : HealthCheckResult.Degraded("The models are still trained."));
    }
}
