import Glibc
import Model
public import Records
import Synchronization

/// The disk of a world. Whatever isn't synced may be gone after a power cut, or there in part, in any order.
///
/// A file's bytes and the names in a folder are kept twice: as whoever looks sees them, and as they are on the platter, with the
/// changes between the two in a list. A power cut carries out any of these changes, torn or not at all.
public final class WorldDisk: Sendable {
  fileprivate final class Node: Sendable {
    let content: Mutex<Content>
    init(_ content: Content) { self.content = Mutex(content) }
  }

  fileprivate struct Content {
    var isFolder: Bool
    var bytes: [UInt8] = []
    var names: [String: Node] = [:]
    var lasting: [UInt8] = []
    var lastingNames: [String: Node] = [:]
    var changes: [Change] = []
    var lockedBy: ObjectIdentifier?

    /// Puts a change on the platter.
    mutating func carryOut(_ change: Change) {
      switch change {
      case .written(let bytes, let place): lasting.write(bytes[...], at: place)
      case .cut(let size): lasting.removeLast(max(0, lasting.count - size))
      case .named(let names): for (name, node) in names { lastingNames[name] = node }
      }
    }
  }

  /// What isn't synced yet.
  fileprivate enum Change {
    case written([UInt8], at: Int)
    case cut(to: Int)
    /// Nil: taken away.
    case named([(String, Node?)])
  }

  let world: World
  fileprivate let root = Node(Content(isFolder: true))

  public init(in world: World) { self.world = world }

  /// The power is cut and comes back: what a new process finds.
  public func losePower() { losePower(root) }

  private func losePower(_ node: Node) {
    let folders = node.content.withLock { content in
      for change in content.changes {
        let fate = world.roll { Int.random(in: 0..<3, using: &$0) }
        if fate == 0 { continue }
        guard fate == 1, case .written(let bytes, let place) = change else {
          content.carryOut(change)
          continue
        }
        let count = world.roll { Int.random(in: 0...bytes.count, using: &$0) }
        content.carryOut(.written(Array(bytes.prefix(count)), at: place))
      }
      content.changes = []
      content.lockedBy = nil
      (content.bytes, content.names) = (content.lasting, content.lastingNames)
      return content.names.sorted { $0.key < $1.key }.map(\.value)
    }
    for node in folders { losePower(node) }
  }

  fileprivate func node(_ path: String) -> Node? {
    var node = root
    for name in path.split(separator: "/") {
      guard let next = node.content.withLock({ $0.names[String(name)] }) else { return nil }
      node = next
    }
    return node
  }

  fileprivate func folder(of path: String, _ operation: String) throws(FileError) -> (Node, name: String) {
    guard let slash = path.lastIndex(of: "/"), let folder = node(String(path[..<slash])),
      folder.content.withLock({ $0.isFolder })
    else { throw FileError(operation: operation, path: path, code: ENOENT) }
    return (folder, String(path[path.index(after: slash)...]))
  }
}

extension WorldDisk.Node {
  func name(_ names: [(String, WorldDisk.Node?)]) {
    content.withLock { content in
      for (name, node) in names { content.names[name] = node }
      content.changes.append(.named(names))
    }
  }

  func status() -> FileStatus {
    content.withLock { FileStatus(size: $0.bytes.count, modified: 0, links: 1, isDirectory: $0.isFolder) }
  }

  func write(_ bytes: some Collection<UInt8>) {
    content.withLock { content in
      content.changes.append(.written(Array(bytes), at: content.bytes.count))
      content.bytes += bytes
    }
  }

  func sync() {
    content.withLock { content in
      for change in content.changes { content.carryOut(change) }
      content.changes = []
    }
  }

  /// After a sync that failed nobody tries again what it couldn't write: a later one that succeeds proves nothing.
  func failToSync() { content.withLock { $0.changes = [] } }
}

extension [UInt8] {
  /// A hole that nobody wrote to reads as zeros.
  fileprivate mutating func write(_ new: ArraySlice<UInt8>, at place: Int) {
    if count < place + new.count { self += [UInt8](repeating: 0, count: place + new.count - count) }
    replaceSubrange(place..<(place + new.count), with: new)
  }
}

/// What goes wrong at one of the calls by which a process changes the disk.
public enum DiskTrouble: Sendable, Hashable {
  /// The call fails with this `errno`; of a write a part may be there.
  case fails(Int32)
  /// Fewer bytes are written than asked for.
  case short
  /// Kill -9 before it, in its middle, or after it and before anybody is told.
  case death(Moment)
  case powerCut(Moment)

  public enum Moment: Sendable, Hashable, CaseIterable {
    case before, amid, after
  }
}

/// The disk as one process reaches it.
public final class LifeDisk: Disk {
  fileprivate let disk: WorldDisk
  fileprivate let life: Life
  private let state: Mutex<(calls: Int, troubles: [Int: DiskTrouble])>
  private let cutPower: @Sendable () -> Void

  /// - Parameters:
  ///   - troubles: by the number of the call, from 1.
  ///   - cutPower: ends every process of the machine.
  public init(
    _ disk: WorldDisk, _ life: Life, troubles: [Int: DiskTrouble] = [:], cutPower: @escaping @Sendable () -> Void = {}
  ) {
    self.disk = disk
    self.life = life
    self.cutPower = cutPower
    state = Mutex((0, troubles))
  }

  /// What went wrong, if its call came.
  var met: DiskTrouble? {
    state.withLock { state in state.troubles.first { $0.key <= state.calls }?.value }
  }

  /// Those that change something, as far as they have come.
  var calls: Int { state.withLock { $0.calls } }

  /// One call that changes something.
  ///
  /// - Parameters:
  ///   - partly: does a part of it; nil where there is no part.
  ///   - failed: what else becomes of it when it fails.
  ///   - done: does all of it.
  fileprivate func change<Result>(
    _ operation: String, _ path: String, partly: (() -> Void)? = nil, failed: (() -> Void)? = nil,
    _ done: () throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let trouble = state.withLock { state in
      state.calls += 1
      return state.troubles[state.calls]
    }
    guard !life.isDead else { throw FileError(operation: operation, path: path, code: EIO) }
    switch trouble {
    case nil: return try done()
    case .short:
      partly?()
      throw FileError(operation: operation, path: path, code: partly == nil ? ENOSPC : 0)
    case .fails(let code):
      if disk.world.roll({ $0.happens(50) }) { partly?() }
      failed?()
      throw FileError(operation: operation, path: path, code: code)
    case .death(let moment), .powerCut(let moment):
      switch moment {
      case .before: break
      case .amid: partly?()
      case .after: _ = try done()
      }
      if case .powerCut = trouble {
        cutPower()
        disk.losePower()
      } else {
        life.end()
      }
      throw FileError(operation: operation, path: path, code: EIO)
    }
  }

  public func open(_ path: String, _ access: DiskAccess) throws(FileError) -> any DiskFile {
    if let node = disk.node(path) {
      if access == .creating { throw FileError(operation: "open", path: path, code: EEXIST) }
      return LifeFile(node, path, self)
    }
    guard access == .creating || access == .either else {
      throw FileError(operation: "open", path: path, code: ENOENT)
    }
    return try change("open", path) { () throws(FileError) in
      let (folder, name) = try disk.folder(of: path, "open")
      let node = WorldDisk.Node(WorldDisk.Content(isFolder: false))
      folder.name([(name, node)])
      return LifeFile(node, path, self)
    }
  }

  public func status(_ path: String) -> FileStatus? { disk.node(path)?.status() }

  public func list(_ path: String) throws(FileError) -> [String] {
    guard let node = disk.node(path) else { throw FileError(operation: "open", path: path, code: ENOENT) }
    return node.content.withLock { $0.names.keys.sorted() }
  }

  public func makeFolder(_ path: String) throws(FileError) -> Bool {
    if disk.node(path) != nil { return false }
    return try change("mkdir", path) { () throws(FileError) in
      let (folder, name) = try disk.folder(of: path, "mkdir")
      folder.name([(name, WorldDisk.Node(WorldDisk.Content(isFolder: true)))])
      return true
    }
  }

  public func syncFolder(_ path: String) throws(FileError) {
    try change("fsync", path) { disk.node(path)?.sync() }
  }

  public func rename(_ path: String, to new: String) throws(FileError) {
    try change("rename", path) { () throws(FileError) in
      let (folder, name) = try disk.folder(of: path, "rename")
      let (newFolder, newName) = try disk.folder(of: new, "rename")
      guard folder === newFolder, let node = disk.node(path) else {
        throw FileError(operation: "rename", path: path, code: EXDEV)
      }
      folder.name([(name, nil), (newName, node)])
    }
  }

  public func remove(_ path: String) {
    try? change("unlink", path) { () throws(FileError) in
      let (folder, name) = try disk.folder(of: path, "unlink")
      folder.name([(name, nil)])
    }
  }

  public func sharedFileSystem(holding path: String) -> String? { nil }

  public func randomBytes(_ count: Int) -> [UInt8] {
    disk.world.roll { dice in (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &dice) } }
  }

  public func thread() throws(FileError) -> any SerialExecutor { disk.world.thread() }
}

private final class LifeFile: DiskFile {
  let path: String
  private let node: WorldDisk.Node
  private let disk: LifeDisk

  init(_ node: WorldDisk.Node, _ path: String, _ disk: LifeDisk) {
    self.node = node
    self.path = path
    self.disk = disk
  }

  deinit { node.content.withLock { if $0.lockedBy == ObjectIdentifier(self) { $0.lockedBy = nil } } }

  func write(_ bytes: [UInt8]) throws(FileError) -> Int {
    let part = disk.disk.world.roll { Int.random(in: 0..<max(1, bytes.count), using: &$0) }
    func writePart() { node.write(bytes.prefix(part)) }
    return try disk.change("write", path, partly: writePart) {
      node.write(bytes)
      return bytes.count
    }
  }

  func read(_ count: Int, from offset: Int) throws(FileError) -> [UInt8] {
    node.content.withLock { Array($0.bytes.dropFirst(offset).prefix(count)) }
  }

  func cut(to size: Int) throws(FileError) {
    try disk.change("cut", path) {
      node.content.withLock { content in
        content.bytes.removeLast(max(0, content.bytes.count - size))
        content.changes.append(.cut(to: size))
      }
    }
  }

  func sync(dataOnly: Bool) throws(FileError) {
    try disk.change("fsync", path, failed: node.failToSync, node.sync)
  }

  func status() throws(FileError) -> FileStatus { node.status() }

  func tryLock() throws(FileError) -> Bool {
    if disk.life.isDead { throw FileError(operation: "lock", path: path, code: EIO) }
    return node.content.withLock { content in
      if let other = content.lockedBy, other != ObjectIdentifier(self) { return false }
      content.lockedBy = ObjectIdentifier(self)
      return true
    }
  }

  func isLocked() throws(FileError) -> Bool {
    node.content.withLock { $0.lockedBy != nil && $0.lockedBy != ObjectIdentifier(self) }
  }
}
