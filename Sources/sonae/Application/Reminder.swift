import Catalogue
import Records

/// The first thing that every command says: which runs somebody has to see to, and what to type.
enum Reminder {
  /// More are a matter for `sonae runs`.
  private static let most = 3

  /// - Parameter names: runs that the command itself is about, as they were typed.
  static func show(_ records: RecordsFolder, about names: [String], _ options: GlobalOptions) {
    guard !options.json else { return }
    var open = records.openRuns()
    if open.isEmpty { return }
    let meant = names.compactMap { try? records.find($0).id }
    open.removeAll { meant.contains($0.folder.id) }
    for run in open.suffix(most).reversed() {
      if run.isDamaged {
        Output.complain(Words.text(.damagedRun(run.folder.id)))
        continue
      }
      let elsewhere = run.machine == ThisProcess.machine ? nil : run.machine
      Output.complain(Words.text(.openRun(run.folder.id, why: run.halted.map { Phrase($0) }, elsewhere: elsewhere)))
    }
    if open.count > most { Output.complain(Words.text(.moreOpenRuns(open.count - most))) }
  }
}
