import Catalogue
import Engine
import Model

extension Sight {
  /// What the page says about the check; the transfer itself went well.
  func answer(to probe: HTTPProbe) -> ProbeAnswer {
    var answer = ProbeAnswer(holds: true, seen: seen(probe))
    guard let wanted = probe.body else { return answer }
    if isCut, wanted.notContains != nil {
      answer.reason = Reason("body-too-long", .probeBodyTooLong(bytes: Request.bodyLimit))
    } else if let objection = wanted.objection(text) {
      answer.reason = Reason("body", .probeBodyWrong(objection))
    }
    answer.holds = answer.reason == nil
    return answer
  }

  func wrongStatus(_ probe: HTTPProbe) -> ProbeAnswer {
    let wanted = probe.statuses.map(String.init).joined(separator: ", ")
    let to = location.map { ForeignText.withoutSecrets(url: $0) }
    return ProbeAnswer(
      holds: false, seen: seen(probe), reason: Reason("status", .probeStatusWrong(status, wanted: wanted, location: to))
    )
  }

  private var text: String { ForeignText.decode(body, contentType: contentType) }

  /// `200 in 12 ms: ready`
  private func seen(_ probe: HTTPProbe) -> String {
    var words = "\(status) in \(total.shown)"
    if let location { words += ", to \(ForeignText.withoutSecrets(url: location))" }
    if isCut { words += ", first \(Request.bodyLimit) bytes" }
    // A page may echo what it was sent.
    let secrets = probe.headers.values.flatMap { [$0] + $0.split(separator: " ").dropFirst().map(String.init) }
    let excerpt = ForeignText.excerpt(text, hiding: secrets)
    return excerpt.isEmpty ? words : "\(words): \(excerpt)"
  }

  /// What the certificate says about the check; chain and name are in order.
  func answer(to probe: TLSProbe, now: WallTime) -> ProbeAnswer {
    guard let notAfter = certificates.first?.notAfter else {
      return ProbeAnswer(
        holds: false, seen: "no date in the certificate",
        reason: Reason("certificate-unreadable", .probeCertificateUnreadable))
    }
    let days = notAfter.days(after: now)
    var answer = ProbeAnswer(holds: probe.daysLeft.holds(Double(days)), seen: "")
    answer.seen = "\(days) days left, valid until \(notAfter.minuteText)"
    guard !answer.holds else { return answer }
    let wanted = probe.daysLeft.shown
    answer.reason = Reason("days-left", .probeDaysLeft(days, wanted: wanted, until: notAfter.minuteText))
    return answer
  }
}

extension ForeignText {
  /// A URL up to its query, without user and password, fit to be shown.
  static func withoutSecrets(url: String) -> String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    guard let slashes = path.firstRange(of: "//") else { return excerpt(String(path)) }
    let host = path[slashes.upperBound...]
    let end = host.firstIndex(of: "/") ?? host.endIndex
    let start = host[..<end].lastIndex(of: "@").map { host.index(after: $0) } ?? host.startIndex
    return excerpt(String(path[..<slashes.upperBound] + host[start...]))
  }
}

extension Duration {
  /// `0.4 ms`, `12 ms`, `2.5 s`
  var shown: String {
    if self < .milliseconds(10) { return "\(Double((inMicroseconds + 50) / 100) / 10) ms" }
    return self < .seconds(1) ? "\(inMilliseconds) ms" : inTenths
  }

  private var inTenths: String {
    let tenths = (inMilliseconds + 50) / 100
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
}
