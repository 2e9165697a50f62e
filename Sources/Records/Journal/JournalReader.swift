import Catalogue
import Glibc
public import Model

/// Reads a journal from its begin, and again whenever it may have grown.
public struct JournalReader: Sendable {
  public let folder: RunFolder
  /// The digest of the last whole line; nil while there is none.
  public private(set) var head: Digest?
  /// Bytes after the last whole line. While the run lives its next line is just being written; of a run that has died
  /// they are the torn end of what it wrote last, and count for nothing.
  public private(set) var tornBytes = 0
  /// Whole lines read so far.
  public private(set) var lines = 0
  public private(set) var isClosed = false
  private var offset = 0

  public init(_ folder: RunFolder) { self.folder = folder }

  /// The events of the whole lines that have come since the last call. The chain is not checked: `Verification` does that.
  ///
  /// - Throws: `RecordsError` for a file that can't be read, that has become shorter, or a line that is no event.
  public mutating func more() throws(RecordsError) -> [Event] {
    let path = folder.journalPath
    let bytes: [UInt8]
    do throws(FileError) {
      let file = try folder.disk.open(path, .reading)
      guard try file.status().size >= offset else {
        throw FileError(operation: "read on in", path: path, code: ESTALE)
      }
      bytes = try file.readAll(from: offset)
    } catch { throw RecordsError(error) }
    let found = JournalLines(bytes)
    var events: [Event] = []
    events.reserveCapacity(found.lines.count)
    for line in found.lines { events.append(try event(line, number: lines + events.count + 1)) }
    lines += events.count
    offset += bytes.count - found.torn.count
    tornBytes = found.torn.count
    if let last = found.lines.last { head = Digest(of: last) }
    if case .closed = events.last?.body { isClosed = true }
    return events
  }

  /// Waits until there are new events, looking `every` so often.
  ///
  /// - Returns: an empty list when no more can come: the run is closed, or its process has died.
  /// - Throws: `RecordsError`, and `CancellationError` when the task is cancelled.
  public mutating func next(every interval: Duration = .milliseconds(200)) async throws -> [Event] {
    while true {
      // Asked before reading: what a process wrote before it died is read after it has died.
      let alive = try folder.isAlive()
      let events = try more()
      if !events.isEmpty || isClosed || !alive { return events }
      try await Task.sleep(for: interval)
    }
  }

  private func event(_ line: ArraySlice<UInt8>, number: Int) throws(RecordsError) -> Event {
    let json: JSON
    do throws(JSON.ReadingError) {
      json = try JSON(reading: line)
    } catch {
      throw RecordsError(
        "records-damaged", .recordsDamaged(path: folder.journalPath, line: number, what: error.description))
    }
    do throws(CodecError) {
      return try Event(json: json)
    } catch { throw RecordsError(error, path: folder.journalPath, line: number) }
  }
}
