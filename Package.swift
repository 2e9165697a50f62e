// swift-tools-version: 6.2
import PackageDescription

/// The walls between the rooms, held by the compiler in every target of ours.
let walls: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: walls)
}

/// The files that `sonae init` writes; each has to be named, a folder can't be embedded.
let sample: [Resource] = [
  "sonae.yaml", "inventory.yaml", "host-loss.yaml", "resident-information.yaml", "reconnect.yaml", "ad-security.yaml",
  "replay.sh",
].map { .embedInCode("Manual/Sample/\($0)") }

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestKit"], swiftSettings: walls)
}

let package = Package(
  name: "sonae",
  products: [.executable(name: "sonae", targets: ["sonae"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CLibCurl"),

    room("Catalogue", []),
    room("Model", ["Catalogue", "CLibYAML", "CLibCrypto"], resources: sample),
    room("Engine", ["Platforms", "Model", "Catalogue"]),
    room("SSH", ["CLibSSH2"]),
    room("Platforms", ["Model"]),
    room("Probes", ["Engine", "Model", "Catalogue", "CLibCurl"]),
    room(
      "Records", ["Engine", "Model", "Catalogue", .product(name: "GRDB", package: "GRDB.swift")]),
    room("Reports", ["Model", "Catalogue"]),
    room("Simulation", ["Engine", "Model", "Records"]),
    room("Terminal", ["Engine", "Model", "Catalogue"]),
    .executableTarget(
      name: "sonae",
      dependencies: [
        "Catalogue", "Model", "Platforms", "Engine", "SSH", "Probes", "Records", "Reports", "Terminal", "CLibCrypto",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: walls),

    .executableTarget(
      name: "Benchmarks", dependencies: ["Model", "Engine", "Records", "Simulation"], path: "Benchmarks",
      swiftSettings: walls),
    .executableTarget(
      name: "Stories", dependencies: ["Simulation", "Model"], path: "Tests/Stories", swiftSettings: walls),
    .target(name: "TestKit", path: "Tests/TestKit", swiftSettings: walls),
    tests("ModelTests", ["Model", "Catalogue", "Simulation"]),
    tests("EngineTests", ["Engine", "Model", "Catalogue", "Simulation"]),
    tests("SimulationTests", ["Simulation", "Model"]),
    tests("SSHTests", ["SSH", "Catalogue", "Simulation"]),
    tests("PlatformsTests", ["Platforms", "Model"]),
    tests("ProbesTests", ["Probes", "Engine", "Model", "Catalogue", "Simulation"]),
    tests("RecordsTests", ["Records", "Engine", "Model", "Simulation", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("ReportsTests", ["Reports", "Model", "Catalogue"]),
    tests("TerminalTests", ["Terminal", "Engine", "Model", "Catalogue", "Simulation"]),
    tests("CommandTests", ["sonae", "Model", "Simulation"]),
  ],
  swiftLanguageModes: [.v6]
)
