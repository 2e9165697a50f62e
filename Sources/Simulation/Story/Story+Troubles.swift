import Engine
import Glibc
import Model
import Records
import Synchronization

/// What goes wrong with the processes of a run and beside them.
extension Story {
  /// By the number of the call that meets them.
  func diskTroubles() -> [Int: DiskTrouble] {
    switch troubles {
    case .rolled: break
    case .one(.disk(let trouble), let call): return [call: trouble]
    case .one, .none: return [:]
    }
    return world.roll { dice in
      guard dice.happens(60) else { return [:] }
      let call = Int.random(in: 1...60, using: &dice)
      let moment = DiskTrouble.Moment.allCases[Int.random(in: 0..<3, using: &dice)]
      let trouble: [DiskTrouble] = [
        .death(moment), .death(moment), .powerCut(moment), .powerCut(moment), .fails(ENOSPC), .fails(EIO),
        .fails(EDQUOT), .short,
      ]
      return [call: trouble[Int.random(in: 0..<trouble.count, using: &dice)]]
    }
  }

  /// Kill -9 or a power cut at some time, whatever the process is doing.
  func endSomeTime(_ life: Life) {
    let fate = world.roll { Int.random(in: 0..<10, using: &$0) }
    guard fate < 5 else { return }
    world.after(world.roll { $0.duration(1...25_000) }) { [self] in
      guard !life.isDead else { return }
      met.withLock { if fate < 3 { $0.kills += 1 } else { $0.powerCuts += 1 } }
      if fate < 3 { return life.end() }
      cutPower()
      disk.losePower()
    }
  }

  func count(_ disk: LifeDisk) {
    diskCalls.withLock { $0.append(disk.calls) }
    met.withLock { met in
      switch disk.met {
      case nil: break
      case .death: met.kills += 1
      case .powerCut: met.powerCuts += 1
      case .fails, .short: met.failures += 1
      }
    }
  }

  func requestStops(_ runner: Runner) {
    let wish = world.roll { Int.random(in: 0..<20, using: &$0) }
    let reason = Reason(code: "paused-sigterm", text: LocalizedText("SIGTERM"))
    // A process that has gone leaves its locks with the last of its objects.
    world.after(world.roll { $0.duration(1...20_000) }) { [weak runner] in
      switch wish {
      case 0: runner?.requestStop(by: "tanaka", atOnce: false)
      case 1: runner?.requestStop(by: "tanaka", atOnce: true)
      case 2: runner?.requestPause(reason)
      default: break
      }
    }
  }

  /// Another operator, who wants one of the hosts for a drill of their own and tries until it is free.
  func rival() async {
    var builder = PlanBuilder(hosts: ["b"])
    builder.plan.scenario.id = "other"
    let system = builder.system("other")
    builder.step("work", in: system, .command("other"), undo: "undo other")
    let life = begin()
    for _ in 0..<20 {
      guard await life.wait(world.roll { $0.duration(500...8_000) }) == .over else { return }
      guard
        let recording = try? RecordsFolder(Self.folder, on: LifeDisk(disk, life)).begin(
          builder.plan, as: "sato", tool: "sim", at: world.now.wall)
      else { continue }
      hold(builder.plan, life)
      _ = await run(runner(builder.plan, recording, life, false), life)
      end(life)
      if let run = try? observed(recording.folder.id) { judge.judge(run, against: nil) }
      return
    }
  }
}
