public import Model

/// Watches a run while it goes on; it sees events only after they are on disk.
public protocol RunObserver: Sendable {
  func recorded(_ events: [Event])
  func output(step: String, _ stream: OutputStream, _ bytes: [UInt8])
}
