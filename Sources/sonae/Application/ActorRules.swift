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

  /// Another way of writing a name is no other person, nor is the name that the inventory has for an id.
  func areOnePerson(_ one: String, _ other: String) -> Bool {
    one.lowercased() == other.lowercased() || people.contains { $0.answers(to: one) && $0.answers(to: other) }
  }
}

extension Inventory.Person {
  fileprivate func answers(to name: String) -> Bool {
    [id, self.name?.ja, self.name?.en].contains { $0?.lowercased() == name.lowercased() }
  }
}

extension WorkspaceFolder {
  /// Also beside mistakes, which keep nobody from undoing a run.
  var people: [Inventory.Person] {
    WorkspaceReader.read(directory: root, .inventory).workspace.inventory.people
  }
}
