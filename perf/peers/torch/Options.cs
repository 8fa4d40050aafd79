using System.Globalization;

namespace TorchPeer;

/// <summary>The task of the peer's process and the size of its model.</summary>
internal sealed record Options(
    string Mode,
    int Hidden,
    int Vocabulary,
    int Batch,
    int Steps,
    double Density,
    double Dropout,
    int Threads,
    int Depth)
{
    public static Options? Parse(string[] args)
    {
        if (args.Length % 2 == 0 || args[0] is not ("train" or "infer" or "classify" or "classify-text"))
        {
            return null;
        }

        var given = new Dictionary<string, double>();
        for (int i = 1; i < args.Length; i += 2)
        {
            if (!double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out double value))
            {
                return null;
            }

            given[args[i]] = value;
        }

        double Get(string name, double otherwise)
            => given.TryGetValue("--" + name, out double value) ? value : otherwise;
        return new Options(
            args[0],
            (int)Get("hidden", 200),
            (int)Get("vocabulary", 10000),
            (int)Get("batch", 20),
            (int)Get("steps", 35),
            Get("density", 0.2),
            Get("dropout", 0),
            (int)Get("threads", 2),
            (int)Get("depth", 0));
    }
}
