/// Where something stands in the workspace's files: lines and columns count from 1.
public struct Mark: Sendable, Hashable, Comparable {
  /// The file's path, relative to the workspace where it lies inside it.
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}
