/// <summary>
/// A simulated series: the Mackey-Glass equation dx/dt = 0.2 * x(t - 17) / (1 + x(t - 17)^10) - 0.1 * x(t), a model of
/// the number of blood cells, which is chaotic. Source: Mackey and Glass, Science 197, 1977.
/// </summary>
internal static class MackeyGlass
{
    private const int StepsPerUnit = 10;
    private const int Delay = 17 * StepsPerUnit;
    private const int UnitsPerSample = 6;
    private const int Transient = 500;

    /// <summary>Integrates by Runge and Kutta's method of order 4, from the constant past 1.2.</summary>
    /// <param name="samples">The number of samples, 6 units of time apart, after a transient.</param>
    public static float[] Simulate(int samples)
    {
        int steps = (Transient + (samples * UnitsPerSample)) * StepsPerUnit;
        var x = new double[Delay + steps + 1];
        Array.Fill(x, 1.2, 0, Delay + 1);
        const double Step = 1.0 / StepsPerUnit;
        for (int n = Delay; n < Delay + steps; n++)
        {
            // The past at the start, the middle and the end of the step.
            double start = x[n - Delay], end = x[n - Delay + 1], middle = (start + end) / 2;
            double k1 = Slope(x[n], start);
            double k2 = Slope(x[n] + (Step * k1 / 2), middle);
            double k3 = Slope(x[n] + (Step * k2 / 2), middle);
            double k4 = Slope(x[n] + (Step * k3), end);
            x[n + 1] = x[n] + (Step * (k1 + (2 * k2) + (2 * k3) + k4) / 6);
        }

        return [.. Enumerable.Range(1, samples).Select(
            i => (float)x[Delay + ((Transient + (i * UnitsPerSample)) * StepsPerUnit)])];
    }

    private static double Slope(double now, double past) => (0.2 * past / (1 + Math.Pow(past, 10))) - (0.1 * now);
}
