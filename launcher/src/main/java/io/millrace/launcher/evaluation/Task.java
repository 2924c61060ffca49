package io.millrace.launcher.evaluation;

/** What a model is asked to do, and so how its predictions are compared with the truth. */
public enum Task {
  /** To name the class of a row: right or wrong. */
  CLASSIFICATION,
  /** To tell a number: more or less near. */
  REGRESSION;

  /**
   * The true label of a row, in the column at this place.
   *
   * @throws CsvException if the cell is empty, or no number where one is needed
   */
  public Label truth(CsvTable table, CsvTable.Row row, int column) {
    var text = row.values().get(column);
    if (text.isBlank()) {
      throw table.wrongCell(row, column, "is no label");
    }
    var label = Label.parse(text);
    if (this == REGRESSION && !(label instanceof Label.Numeric)) {
      throw table.wrongCell(row, column, "is no number");
    }
    return label;
  }
}
