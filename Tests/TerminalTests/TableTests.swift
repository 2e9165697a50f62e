import Model
import Testing

@testable import Terminal

@Suite struct TableTests {
  private let table = Table(
    [.init("システム", fitting: .cut), .init("実測", isNumber: true), .init("理由", fitting: .wrap)],
    rows: [
      [Line("住民情報システム"), Line("0:42:10"), Line("水準「窓口」の目標復旧時間を超えました")],
      [Line("図書館"), Line("-"), Line("")],
    ])

  @Test func columnsAreAsWideAsTheirWidestCell() {
    #expect(
      table.lines(width: nil, .plain).map { $0.rendered(.plain) } == [
        "システム             実測  理由",
        "住民情報システム  0:42:10  水準「窓口」の目標復旧時間を超えました",
        "図書館                  -",
      ])
  }

  @Test func aWindowCutsAndWrapsWhatItHasNoRoomFor() {
    #expect(
      table.lines(width: 40, .plain).map { $0.rendered(.plain) } == [
        "システム           実測  理由", "住民情報シス…   0:42:10  水準「窓口」の",
        "                         目標復旧時間を", "                         超えました", "図書館                -",
      ])
  }

  @Test func aPlanIsListedSystemBySystem() {
    let lines = Table.plan(PlanBuilder.small, .test()).lines(width: nil, .plain).map { $0.rendered(.plain) }
    #expect(lines.count == 11)
    #expect(lines[1] == " 1  障害注入          仮想マシンを停止    run     vhost-b  0:01:00")
    #expect(lines[2] == " 2  住民情報システム  データベースを起動  run     vhost-b  0:02:02   3:00:00")
    #expect(lines[3] == " 3                    サービスを起動      run     vhost-b  0:01:00")
  }

  @Test func aStepWithoutATitleIsNamedByWhatItProvesOrItsOwnID() {
    var plan = PlanBuilder.small
    for index in plan.steps.indices { plan.steps[index].title = nil }
    let names = plan.steps.prefix(4).map { Look.test().name(of: $0, in: plan) }
    #expect(names == ["inject.stop", "resident.database", "resident.service", "水準「service」の確認"])
  }
}
