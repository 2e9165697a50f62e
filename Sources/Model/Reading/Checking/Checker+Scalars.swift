import Catalogue

extension Checker {
  mutating func checkScalar(_ index: Int, _ scalar: Shape.Scalar) {
    guard tree.nodes[index].isScalar else { return reportShape(index, wanted: scalar.phrase) }
    if tree.isNull(index) || tree.nodes[index].count == 0 && !scalar.mayBeEmpty {
      return report(.emptyValue, index, .emptyValue(scalar.phrase))
    }
    switch scalar {
    case .text, .value, .name, .stepName: break
    case .bool, .integer, .number, .duration, .size, .date, .month, .timeZone: checkFigure(index, scalar)
    case .choice(let words): checkChoice(index, words)
    case .declared(let subject): checkDeclared(index, subject)
    case .reference(let subject):
      ledger.references.append(.init(subject: subject, id: tree.string(index), tree: tree, node: index))
    case .variable, .variableValue, .conditionName: checkVariable(index, scalar)
    case .regex(let groups): checkRegex(index, groups)
    case .shell: checkShell(index)
    case .template(let place): checkTemplate(index, place)
    case .url:
      checkTemplate(index, .shown)
      if !Scalars.isURL(tree.string(index)) { report(.badURL, index, .badURL(tree.string(index))) }
    case .address:
      checkTemplate(index, .shown)
      if !Scalars.isAddress(tree.string(index)) { report(.badAddress, index, .badAddress(tree.string(index))) }
    }
  }

  private func checkFigure(_ index: Int, _ scalar: Shape.Scalar) {
    let text = tree.string(index)
    let isPlain = tree.nodes[index].kind == .plain
    switch scalar {
    case .bool: if !isPlain || text != "true" && text != "false" { reportBoolean(index, text) }
    case .integer(let range):
      guard isPlain, let number = Scalars.integer(text) else { return report(.badNumber, index, .badInteger(text)) }
      if !range.contains(number) {
        report(.outOfRange, index, .outOfRange(text, from: range.lowerBound, to: range.upperBound))
      }
    case .number: if !isPlain || Scalars.number(text) == nil { report(.badNumber, index, .badNumber(text)) }
    case .duration(let zero):
      guard let duration = Duration(reading: text) else {
        return report(.badDuration, index, .badDuration(text), suggestion: Self.durationMeant(text))
      }
      if duration == .zero, !zero { report(.badDuration, index, .zeroDuration) }
    case .size: if Scalars.size(text) == nil { report(.badSize, index, .badSize(text)) }
    case .timeZone: if !LocalZone(text).isKnown { report(.unknownValue, index, .unknownTimeZone(text)) }
    case .date: if !Scalars.isDate(text) { report(.badDate, index, .badDate(text)) }
    case .month: if !Scalars.isMonth(text) { report(.badDate, index, .badMonth(text)) }
    default: break
    }
  }

  private func reportBoolean(_ index: Int, _ text: String) {
    let meant: String? =
      switch text.lowercased() {
      case "yes", "on", "y", "true", "1": "true"
      case "no", "off", "n", "false", "0": "false"
      default: nil
      }
    report(.badBoolean, index, .badBoolean(text), suggestion: meant)
  }

  /// `90` → `90s`, `5 min` → `5m`: what was most likely meant.
  static func durationMeant(_ text: String) -> String? {
    let letters = text.lowercased().filter { $0 != " " }
    if Scalars.integer(letters).map({ $0 > 0 }) ?? false { return letters + "s" }
    let number = letters.prefix { $0.isNumber }
    let units = ["sec": "s", "second": "s", "min": "m", "minute": "m", "hour": "h", "hr": "h", "day": "d"]
    var unit = letters.dropFirst(number.count)
    if unit.count > 1, unit.hasSuffix("s") { unit = unit.dropLast() }
    guard let short = units[String(unit)], Scalars.integer(String(number)) != nil else {
      return Duration(reading: letters) == nil ? nil : letters
    }
    return number + short
  }

  private func checkChoice(_ index: Int, _ words: [String]) {
    let text = tree.string(index)
    guard !words.contains(text) else { return }
    report(.unknownValue, index, .unknownValue(text, known: words), suggestion: ledger.nearest(to: text, among: words))
  }

  private func checkDeclared(_ index: Int, _ subject: Shape.Subject) {
    let id = tree.string(index)
    guard Scalars.isID(id, dots: subject.mayHoldDots) else {
      return report(.badID, index, subject.mayHoldDots ? .badIDWithDots(id) : .badID(id))
    }
    if subject.isGlobal { ledger.declare(subject, id, tree, index) }
  }

  private mutating func checkVariable(_ index: Int, _ scalar: Shape.Scalar) {
    let text = tree.string(index)
    switch scalar {
    case .variableValue:
      if tree.withBytes(index, { !Braces.find(in: $0).isEmpty }) {
        ledger.report(
          .badTemplate, at: tree.marksOfBraces(1, in: index)[0], path: tree.path(index), .variableHoldsTemplate)
      }
    case .conditionName:
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, parts.allSatisfy({ Scalars.isVariable($0.utf8) }) else {
        return report(.badName, index, .badName(text))
      }
      uses.append(
        NameUse(name: text, mark: tree.mark(index), place: .condition, isInUndo: false, node: index))
    default: if !Scalars.isVariable(text.utf8) { report(.badName, index, .badName(text)) }
    }
  }

  private func checkRegex(_ index: Int, _ groups: Int?) {
    switch ledger.problem(ofRegex: tree.string(index), groups: groups) {
    case nil: break
    case .tooLarge: report(.badRegex, index, .regexTooLarge)
    case .wrong(let words): report(.badRegex, index, .badRegex(words))
    case .groups(let count): report(.badRegex, index, .regexGroups(count))
    }
  }
}

extension Shape.Scalar {
  var mayBeEmpty: Bool {
    switch self {
    case .value, .variableValue: true
    case .template(let place): place == .command
    default: false
    }
  }

  var phrase: Phrase {
    switch self {
    case .bool: .aBoolean
    case .integer, .number: .aNumber
    case .duration: .aDuration
    case .size: .aSize
    case .timeZone: .aTimeZone
    case .date: .aDate
    case .month: .aMonth
    case .shell: .aCommand
    default: .aText
    }
  }
}

extension Shape.Subject {
  var phrase: Phrase {
    switch self {
    case .host: .host
    case .system: .system
    case .person: .person
    case .procedure: .procedure
    case .platform: .platform
    case .site: .site
    case .segment: .segment
    case .scenario: .scenario
    case .risk: .risk
    case .step: .step
    case .check: .healthCheck
    case .level: .level
    case .machine: .machine
    case .objective: .drillObjective
    }
  }
}
