/// A table for a terminal or a file.
///
/// In a window it fits: the widest columns that may are cut or wrapped. Without a width nothing is ever cut.
public struct Table: Sendable {
  public struct Column: Sendable {
    var title: String
    var isNumber: Bool
    var fitting: Fitting

    /// - Parameter isNumber: set flush right.
    public init(_ title: String, isNumber: Bool = false, fitting: Fitting = .keep) {
      self.title = title
      self.isNumber = isNumber
      self.fitting = fitting
    }
  }

  /// What becomes of a column that the window has no room for.
  public enum Fitting: Sendable {
    case keep, cut, wrap
  }

  private static let gap = 2
  private static let narrowest = 8

  private let columns: [Column]
  private let rows: [[Line]]

  /// - Parameter rows: each with a cell for every column; cells that are missing are empty.
  public init(_ columns: [Column], rows: [[Line]]) {
    self.columns = columns
    self.rows = rows.map { row in columns.indices.map { $0 < row.count ? row[$0] : Line() } }
  }

  /// - Parameter width: the window's; nil: as wide as it needs to be.
  public func lines(width: Int?, _ style: Style) -> [Line] {
    let widths = fittedWidths(to: width)
    let head = columns.map { Line($0.title, .strong) }
    let lines = ([head] + rows).flatMap { physicalLines($0, widths, style) }
    return width.map { width in lines.map { $0.fitted(to: width, style) } } ?? lines
  }

  private func fittedWidths(to width: Int?) -> [Int] {
    var widths = columns.indices.map { column in
      max(Columns.of(visible(columns[column].title)), rows.map { $0[column].columns }.max() ?? 0)
    }
    guard let width else { return widths }
    var excess = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) - width
    while excess > 0 {
      let flexible = widths.indices.filter { columns[$0].fitting != .keep && widths[$0] > Self.narrowest }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  /// One row of the table, in as many lines as its wrapped cells need.
  private func physicalLines(_ row: [Line], _ widths: [Int], _ style: Style) -> [Line] {
    let cells = row.indices.map { column in
      columns[column].fitting == .wrap
        ? row[column].wrapped(to: widths[column]) : [row[column].fitted(to: widths[column], style)]
    }
    let height = cells.map(\.count).max() ?? 1
    return (0..<height).map { number in
      var line = Line()
      var edge = 0
      for (column, width) in widths.enumerated() {
        let cell = number < cells[column].count ? cells[column][number] : Line()
        line.pad(to: edge + (columns[column].isNumber ? width - cell.columns : 0))
        line.append(cell)
        edge += width + Self.gap
        if column < widths.count - 1 { line.pad(to: edge) }
      }
      return line
    }
  }
}
