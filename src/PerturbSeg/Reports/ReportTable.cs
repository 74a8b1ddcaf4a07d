namespace PerturbSeg.Reports;

/// <summary>A table of plain text.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">A cell for each column; the first names the row.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
