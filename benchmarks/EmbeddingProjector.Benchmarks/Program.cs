using System.Globalization;
using BenchmarkDotNet.Running;
using EmbeddingProjector.Benchmarks.Measurements;
using EmbeddingProjector.Benchmarks.Opening;
using EmbeddingProjector.Benchmarks.Training;

// "measure TASK FILE.npy [--runs N] [--seed S] [--save FILE]" times a whole algorithm beside a peer (benchmarks/peers); anything else is BenchmarkDotNet's.
if (args is ["measure", ..])
{
    return MeasureCommand.Run(args[1..]);
}

// "batches FOLDER [aclImdb.tar.gz]" and "train FOLDER RUNS" are the parts of benchmarks/training.
switch (args)
{
    case ["batches", var folder]:
        return TrainingCommand.Prepare(folder, archive: null);
    case ["batches", var folder, var archive]:
        return TrainingCommand.Prepare(folder, archive);
    case ["train", var folder, var runs]:
        return TrainingCommand.Train(folder, int.Parse(runs, CultureInfo.InvariantCulture));
    // "reviews PATH" times reading, vocabulary and encoding of the tutorial's reviews (docs/subwords.md).
    case ["reviews", var path]:
        return ReviewsCommand.Run(path);
    // "opening FOLDER ROWS COLUMNS RUNS [endings]" times opening a matrix from each format beside a plain pass over its file.
    case ["opening", var folder, var rows, var columns, var runs, .. var endings]:
        return OpeningCommand.Run(folder, Number(rows), Number(columns), Number(runs), endings);
    case ["opening-run", var task, var path, var rows, var columns]:
        return OpeningCommand.RunOne(task, path, Number(rows), Number(columns));
    // The parts of benchmarks/databases/run.sh.
    case ["opening-files", var folder, var rows, var columns, var files, var ending]:
        return OpeningCommand.WriteFiles(folder, Number(rows), Number(columns), Number(files), ending);
    case ["database", var runs, var address, var what]:
        return DatabaseCommand.Run(Number(runs), address, what);
    case ["database-run", var address, var what]:
        return DatabaseCommand.RunOne(address, what);
    // "converting FOLDER ROWS COLUMNS RUNS" times converting a matrix from .npy into each format, and back.
    case ["converting", var folder, var rows, var columns, var runs]:
        return ConvertingCommand.Run(folder, Number(rows), Number(columns), Number(runs));
    case ["converting-run", var input, var output, var columns]:
        return ConvertingCommand.RunOne(input, output, Number(columns));
}

return RunKernels(args);

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int RunKernels(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(MeasureCommand).Assembly).Run(args);
    return 0;
}
