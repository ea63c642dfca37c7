using BenchmarkDotNet.Running;
using EmbeddingProjector.Benchmarks.Measurements;

// "measure TASK FILE.npy [--runs N] [--save FILE]" times a whole algorithm beside a peer (benchmarks/peers); anything else is BenchmarkDotNet's.
if (args is ["measure", ..])
{
    return MeasureCommand.Run(args[1..]);
}

return RunKernels(args);

static int RunKernels(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(MeasureCommand).Assembly).Run(args);
    return 0;
}
