/// 36 characters, hexadecimal digits but for four hyphens.
func isUUID(_ text: some StringProtocol) -> Bool {
  text.utf8.count == 36
    && text.utf8.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index)
        ? byte == UInt8(ascii: "-") : isDigit(byte) || (97...102).contains(byte | 0x20)
    }
}

func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) && byte >= 65 }

/// Labels of letters, digits and inner hyphens, with points between.
func isDNSName(_ name: String) -> Bool {
  name.utf8.count <= 253
    && name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
        && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D }
    }
}
