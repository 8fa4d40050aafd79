namespace StRnn.Experiments.Runs;

/// <summary>
/// Student's t distribution for a whole number of degrees of freedom, by the finite series of Abramowitz and Stegun
/// 26.7.3 and 26.7.4.
/// </summary>
internal static class StudentT
{
    private const double Significance = 0.05;
    private const int Bisections = 200;

    /// <summary>Computes the probability of a value as far from 0 as this one, or farther.</summary>
    /// <param name="t">The value; infinity gives 0.</param>
    /// <param name="degreesOfFreedom">The degrees of freedom, at least 1.</param>
    /// <returns>P(|T| >= |t|), exact to about 1e-15.</returns>
    public static double TwoSidedP(double t, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        double angle = Math.Atan(Math.Abs(t) / Math.Sqrt(degreesOfFreedom));
        bool isOdd = degreesOfFreedom % 2 == 1;
        double square = Math.Cos(angle) * Math.Cos(angle);
        double term = isOdd ? Math.Cos(angle) : 1;
        double sum = degreesOfFreedom == 1 ? 0 : term;
        for (int k = isOdd ? 3 : 2; k < degreesOfFreedom - 1; k += 2)
        {
            term *= square * (k - 1) / k;
            sum += term;
        }

        double within = isOdd
            ? 2 / Math.PI * (angle + (Math.Sin(angle) * sum))
            : Math.Sin(angle) * sum;
        return Math.Clamp(1 - within, 0, 1);
    }

    /// <summary>Computes the value that |T| exceeds with a probability of 5 %.</summary>
    /// <param name="degreesOfFreedom">The degrees of freedom, at least 1.</param>
    public static double Quantile(int degreesOfFreedom)
    {
        // 12.7 for one degree of freedom, less for more.
        double below = 0;
        double above = 16;
        for (int i = 0; i < Bisections && below < above; i++)
        {
            double middle = (below + above) / 2;
            if (TwoSidedP(middle, degreesOfFreedom) > Significance)
            {
                below = middle;
            }
            else
            {
                above = middle;
            }
        }

        return above;
    }
}
