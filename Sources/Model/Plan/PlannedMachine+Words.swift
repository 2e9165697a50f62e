public import Catalogue

extension PlannedMachine {
  /// For people: `start jumin-db`.
  public var deed: LocalizedText {
    let phrase =
      copy.map { Phrase.cloneDeed(name, as: $0.name, network: $0.network) }
      ?? snapshot.map { .snapshotDeed(operation.rawValue, name, $0) }
      ?? destination.map { .moveDeed(name, to: $0.name) }
      ?? .machineDeed(operation.rawValue, name, hardAfter: hardAfter?.hours)
    return LocalizedText(ja: phrase.ja, en: phrase.en)
  }
}

extension MachineState {
  public var phrase: Phrase { .machineState(rawValue) }
}

extension LocalizedText {
  /// The title of one machine's part of a step.
  static func titleOfMachine(_ title: LocalizedText, _ name: String) -> LocalizedText {
    let phrase = Phrase.titleOfMachine(ja: title.text(.ja), en: title.text(.en), name)
    return LocalizedText(ja: phrase.ja, en: phrase.en)
  }
}
