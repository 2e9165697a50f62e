import Catalogue
import Model

/// Who may act under the name that was given: the inventory says who is there.
struct ActorRules {
  let people: [Inventory.Person]

  /// - Parameters:
  ///   - actor: as `--as` and its like have it.
  ///   - waives: says that an undo needn't be paid, which only a person who can be asked about it may.
  /// - Throws: `Stop` with `.refused`.
  func check(_ actor: ActorOptions, waives: Bool) throws {
    if people.contains(where: { $0.answers(to: actor.name) }) { return }
    let known = people.map(\.id)
    if waives, !people.isEmpty { throw Stop(.refused, .waiverNeedsKnownPerson(actor.name, known: known)) }
    if waives { return Output.complain(Words.text(.waiverOfUnknownPerson(actor.name))) }
    // A login name that nobody chose is no claim to be somebody.
    if !people.isEmpty, actor.isNamed { Output.complain(Words.text(.actorUnknown(actor.name, known: known))) }
  }
}

extension Inventory.Person {
  fileprivate func answers(to name: String) -> Bool {
    id == name || self.name?.ja == name || self.name?.en == name
  }
}

extension WorkspaceFolder {
  /// Also beside mistakes, which keep nobody from undoing a run.
  var people: [Inventory.Person] {
    WorkspaceReader.read(directory: root, .inventory).workspace.inventory.people
  }
}
