/// `%h` and its like, `~` and `${NAME}` in the values of ssh_config.
struct ConfigTokens {
  /// By letter. `%%` needs no entry.
  let values: [Character: String]

  /// - Throws: the text of what is wrong.
  func expand(_ text: String) throws(ExpansionFailure) -> String {
    var result = ""
    var rest = text[...]
    while let percent = rest.firstIndex(of: "%") {
      result += rest[..<percent]
      let after = rest[rest.index(after: percent)...]
      guard let letter = after.first else { throw ExpansionFailure(text: "a lone % stands at the end") }
      if letter == "%" {
        result += "%"
      } else if let value = values[letter] {
        result += value
      } else {
        throw ExpansionFailure(text: "the token %\(letter) is not supported here")
      }
      rest = after.dropFirst()
    }
    return result + rest
  }

  struct ExpansionFailure: Error {
    let text: String
  }

  static func environment(_ text: String) throws(ExpansionFailure) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw ExpansionFailure(text: "${ is not closed")
      }
      let name = String(rest[start.upperBound..<end])
      guard let value = Home.environment(name) else {
        throw ExpansionFailure(text: "the environment has no \(name)")
      }
      result += value
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  /// `~` and `~user` at the beginning.
  static func home(_ path: String) -> String {
    guard path.first == "~" else { return path }
    let user = path.dropFirst().prefix { $0 != "/" }
    let rest = path.dropFirst(1 + user.count)
    guard let directory = user.isEmpty ? Home.directory() : Home.directory(of: String(user)) else { return path }
    return directory + rest
  }
}
