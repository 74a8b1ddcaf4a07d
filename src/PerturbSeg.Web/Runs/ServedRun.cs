using System.Globalization;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Web.Runs;

/// <summary>A run that is served; what segments and what paints is opened when it is first asked for, and again when the run goes on or is fitted anew.</summary>
internal sealed class ServedRun : IDisposable
{
    private readonly Opened<ScenePainter> _painter;
    private readonly Opened<RunModel> _model;

    /// <summary>Serves a run.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="UserErrorException">It is none.</exception>
    public ServedRun(string folder)
    {
        Run = RunFolder.Open(folder);
        Name = PhotoFileName.ShortName(folder);
        _model = new Opened<RunModel>(() => Stamp(SegmentationModel.PathIn(folder)) + Stamp(Run.SegmenterPath), () => RunModel.Open(RunFolder.Open(folder), FitMethods.Segmenter));
        _painter = new Opened<ScenePainter>(() => Stamp(Run.GeneratorFile), () => ScenePainter.Open(Run));
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The run folder.</summary>
    public RunFolder Run { get; }

    /// <summary>Whether a segmenter was fitted.</summary>
    public bool Segments => File.Exists(SegmentationModel.PathIn(Run.FolderPath)) || File.Exists(Run.SegmenterPath);

    /// <summary>Whether there is a generator.</summary>
    public bool Paints => Run.HasGenerator;

    /// <summary>Whether there is a discriminator: runs that were made small have none.</summary>
    public bool Judges => Run.HasCheckpoint;

    /// <summary>Thousands of photos that the newest checkpoint has seen; null where there is none.</summary>
    public double? Kimg => Run.HasCheckpoint ? RunFolder.KimgOf(Run.LatestCheckpoint()) : null;

    /// <summary>What segments; threads may share it.</summary>
    /// <exception cref="UserErrorException">No segmenter was fitted, or its file is damaged.</exception>
    public RunModel Model => _model.Value;

    /// <summary>What paints.</summary>
    /// <exception cref="UserErrorException">There is no checkpoint, or it is damaged.</exception>
    public ScenePainter Painter => _painter.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _painter.Dispose();
    }

    private static string Stamp(string file)
        => new FileInfo(file) is { Exists: true } info ? string.Create(CultureInfo.InvariantCulture, $"{file} {info.Length} {info.LastWriteTimeUtc.Ticks};") : ";";
}
