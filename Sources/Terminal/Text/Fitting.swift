/// The beginning of a text that fits into so many columns, with `ellipsis` where something was cut off.
///
/// - Parameter text: as `visible` gives it.
func truncated(_ text: String, to columns: Int, ellipsis: String) -> String {
  if Columns.of(text) <= columns { return text }
  let room = columns - Columns.of(ellipsis)
  guard room >= 0 else { return String(repeating: ".", count: max(0, columns)) }
  var (kept, used) = ("", 0)
  for character in text {
    let width = Columns.of(String(character))
    if used + width > room { break }
    kept.append(character)
    used += width
  }
  return kept + ellipsis
}

/// A text broken into lines of at most so many columns: at spaces where there are some, else between characters, as
/// Japanese is.
///
/// Japanese punctuation that may not begin a line (行頭禁則) takes the character before it along.
///
/// - Parameter indent: columns that the second and later lines leave free.
func wrapped(_ text: String, to columns: Int, indent: Int = 0) -> [String] {
  guard columns > indent + 1, Columns.of(text) > columns else { return [text] }
  var lines: [String] = []
  var (line, used) = ([Character](), 0)
  var columns = columns
  let characters = Array(text)
  for (place, character) in characters.enumerated() {
    let width = Columns.of(String(character))
    if used + width > columns {
      let ahead = characters[place...].prefix(while: isWordPart).count
      let rest = carriedOver(&line, before: character, ahead: ahead, room: lines.isEmpty ? columns - indent : columns)
      lines.append(String(line).trimmingTrailingSpaces)
      if lines.count == 1 { columns -= indent }
      line = rest
      used = Columns.of(String(line))
    }
    if line.isEmpty, character == " ", !lines.isEmpty { continue }
    line.append(character)
    used += width
  }
  if !line.isEmpty { lines.append(String(line)) }
  return lines
}

/// Takes from the end of a full line what belongs on the next one.
///
/// - Parameters:
///   - ahead: how many characters of a word are still to come.
///   - room: the columns of the next line.
private func carriedOver(_ line: inout [Character], before next: Character, ahead: Int, room: Int) -> [Character] {
  var cut = line.count
  if isWordPart(next), let last = line.last, isWordPart(last) {
    let word = line.lastIndex { !isWordPart($0) }.map { $0 + 1 } ?? 0
    // A run's id stays whole; a long word that no line could hold is broken where the line ends.
    if word > 0, word * 2 > line.count || line.count - word + ahead <= room { cut = word }
  } else if staysBehind.contains(next) {
    repeat { cut -= 1 } while cut > 1 && staysBehind.contains(line[cut])
    cut = max(1, cut)
  }
  defer { line.removeSubrange(cut...) }
  return Array(line[cut...])
}

/// What may not begin a line.
private let staysBehind: Set<Character> = Set("、。，．）」』】・：；？！ー…)]},.:;?!")

private func isWordPart(_ character: Character) -> Bool {
  character != " " && character.utf8.count == 1
}

extension String {
  var trimmingTrailingSpaces: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
