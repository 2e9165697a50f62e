import Glibc

/// Where libFuzzer comes in: `tools/fuzz` compiles the files of the room SSH and of this folder to one program. Which
/// reader gets the input is said by SONAE_FUZZ.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  reader(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

private let reader: @Sendable ([UInt8]) -> Void = {
  switch getenv("SONAE_FUZZ").map({ String(cString: $0) }) {
  case "known_hosts": readKnownHosts
  case "ssh_config": readConfig
  case "marks": readMarks
  case let other: fatalError("SONAE_FUZZ names no reader: \(other ?? "it is not set")")
  }
}()

/// Ends the program, which libFuzzer takes for a crash, and keeps the input.
func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError(what()) }
}
