using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Tests.Logs;

public sealed class ScalarLogsTests
{
    [Fact]
    public void OneCallFeedsBothFilesAndResumingContinuesBoth()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("logs");
        try
        {
            using (ScalarLogs logs = ScalarLogs.Start(folder.FullName))
                logs.Append(new TrainingScalars(32, [("loss", 1)]));
            long eventBytes = folder.GetFiles("events*").ShouldHaveSingleItem().Length;
            using (ScalarLogs logs = ScalarLogs.Resume(folder.FullName, 32))
                logs.Append(new TrainingScalars(64, [("loss", 2)]));

            File.ReadAllLines(Path.Combine(folder.FullName, ScalarLogs.MetricsFileName)).Length.ShouldBe(2);
            eventBytes.ShouldBeGreaterThan(0);
            folder.GetFiles("events*").Length.ShouldBe(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
