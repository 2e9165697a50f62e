import Glibc

/// One request to ssh's master, on a control connection of its own; what was asked for ends with it.
@SSHLoop
final class MuxRequest {
  private let control: WatchedDescriptor
  private var received: [UInt8] = []
  private(set) var status: UInt32?
  private(set) var answer = Answer.none

  enum Answer: Equatable {
    case none
    case opened
    case refused(String)
    case broken(String)
  }

  /// Asks the master behind the socket; `answer` has what it said after the next changes.
  ///
  /// - Parameter handed: descriptors that the master gets; the caller closes them.
  init(_ socketPath: String, _ message: [UInt8], handing handed: [Int32], waking changed: WakeList) throws(FileFailure)
  {
    control = WatchedDescriptor(try UnixSocket.connect(to: socketPath), waking: changed)
    var request = ByteQueue()
    request.append(message)
    control.send(&request)
    guard request.isEmpty else { throw FileFailure(number: EAGAIN) }
    for descriptor in handed { try control.hand(descriptor) }
    listen()
  }

  /// Takes in what the master says.
  func listen() {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while case let got = control.read(into: UnsafeMutableRawBufferPointer(buffer)), got > 0 {
        received += UnsafeRawBufferPointer(rebasing: buffer[0..<got])
        while let message = MuxProtocol.next(&received) { take(message) }
        if received.count > MuxProtocol.longestMessage { take(.hello(version: 0)) }
      }
    }
    if control.isAtEnd, answer == .none { answer = .broken("ssh's master closed its socket") }
  }

  private func take(_ message: MuxProtocol.Answer) {
    switch message {
    case .hello(let version) where version != MuxProtocol.version:
      answer = .broken("ssh's master speaks version \(version) of its protocol, not \(MuxProtocol.version)")
      control.close()
    case .opened where answer == .none: answer = .opened
    case .refused(let problem) where answer == .none: answer = .refused(problem)
    case .exited(let code): status = code
    default: break
    }
  }

  /// The master says nothing more.
  var isOver: Bool { control.isAtEnd || control.number < 0 }

  func close() { control.close() }
}
