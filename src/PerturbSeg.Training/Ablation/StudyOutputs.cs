using PerturbSeg.Files;

namespace PerturbSeg.Training.Ablation;

/// <summary>What a study shows: <c>table.md</c>, <c>results.csv</c>, the picture of scenes, <c>report.html</c>.</summary>
internal static class StudyOutputs
{
    public static void Write(StudyFolder study, StudyPlan plan, IReadOnlyList<StudyRow> rows)
    {
        AtomicFile.WriteText(study.TablePath, StudyTable.Render(plan, rows));
        AtomicFile.WriteText(study.CsvPath, StudyCsv.Render(plan, rows));
        SceneStrip.Draw(rows.Where(StudyTable.IsPainted).Select(row => study.StripPath(row.Run)).Where(File.Exists))?.SavePng(study.ScenesPath);
        StudyReport.Compose(study, plan, rows).Save(study.ReportPath);
    }
}
