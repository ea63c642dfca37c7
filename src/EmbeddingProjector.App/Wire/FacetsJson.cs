namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: filters, histograms and tables of rows.

/// <summary>Which rows one column lets pass: a range of numbers or some of its values, with or without the rows that have none.</summary>
internal sealed record ColumnFilterJson(int? Column, double? From, double? To, IReadOnlyList<string>? Values, bool? Missing);

internal sealed record FilterRequest(IReadOnlyList<ColumnFilterJson>? Filters);

internal sealed record FacetsRequest(IReadOnlyList<FacetRequest>? Columns, IReadOnlyList<ColumnFilterJson>? Filters);

internal sealed record FacetRequest(int? Column, string? Scale);

internal sealed record FacetsJson(int Rows, int Kept, IReadOnlyList<FacetJson> Columns);

internal sealed record FacetJson(
    int Column,
    string? Scale,
    bool CanBeLogarithmic,
    IReadOnlyList<BinJson> Bins,
    IReadOnlyList<ValueJson> Values,
    OthersJson? Others,
    RowsJson Missing);

internal sealed record BinJson(double From, double To, int All, int Kept);

internal sealed record ValueJson(string Value, int All, int Kept);

internal sealed record OthersJson(int Values, int All, int Kept);

internal sealed record RowsJson(int All, int Kept);

internal sealed record TableJson(string Id, int Rows);

internal sealed record TablePageJson(int Offset, IReadOnlyList<TableRowJson> Rows);

internal sealed record TableRowJson(int Row, IReadOnlyList<string?> Values);

internal sealed record TablePlaceJson(int Row, int? Place);
