/// A value as one word of a POSIX shell, which nothing in it can end.
///
/// Source: POSIX.1-2017 Shell Command Language 2.2.2: between single quotes every character stands for itself.
public func shellQuoted(_ value: String) -> String {
  let plain = value.utf8.allSatisfy { byte in
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || [0x2D, 0x2E, 0x2F, 0x3A, 0x40, 0x5F].contains(byte)
  }
  if plain, !value.isEmpty { return value }
  return "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
