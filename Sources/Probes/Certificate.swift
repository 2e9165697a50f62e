import CLibCurl
import Model

/// The facts of one certificate, from the lines that libcurl makes of it (CURLINFO_CERTINFO(3)).
struct Certificate: Sendable, Hashable {
  var notAfter: WallTime?
  /// `DNS:a.example`, `IP Address:192.0.2.1`
  var names: [String] = []

  init(lines: [String]) {
    for line in lines {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2 else { continue }
      switch pair[0] {
      case "Expire date": notAfter = Self.time(String(pair[1]))
      case "X509v3 Subject Alternative Name": names = pair[1].split(separator: ",").map { String($0).trimmed }
      default: break
      }
    }
  }

  /// `Jan  5 12:00:00 2027 GMT`
  private static func time(_ text: String) -> WallTime? {
    let seconds = probe_getdate(text)
    return seconds == -1 ? nil : WallTime(milliseconds: Int64(seconds) * 1000)
  }
}

extension WallTime {
  /// `2027-01-05 12:00 UTC`
  var minuteText: String {
    let civil = CivilTime(self, offset: .zero)
    return "\(civil.dateText) \(civil.clockText.prefix(5)) UTC"
  }

  /// Whole days from `now`, rounded down: -1 from the first second after it.
  func days(after now: WallTime) -> Int {
    Int(((self - now).inSeconds / 86_400).rounded(.down))
  }
}

extension NumberRange {
  func holds(_ number: Double) -> Bool {
    (atLeast.map { number >= $0 } ?? true) && (atMost.map { number <= $0 } ?? true)
  }

  /// `30–`, `–90`, `30–90`
  var shown: String { "\(atLeast.map(Self.text) ?? "")–\(atMost.map(Self.text) ?? "")" }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
