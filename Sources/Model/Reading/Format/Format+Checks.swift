/// Health checks, and what a command must give back.
extension Format {
  /// A check of a system: it has an id, so that levels and steps can name it.
  static let healthCheck = check("health_check", id: .init(.id, .scalar(.declared(.check)), required: true))
  /// A check that stands in a step.
  static let stepCheck = check("check", id: .init(.id, .scalar(.declared(.check))))

  private static func check(_ name: String, id: Declaration.Field) -> Declaration {
    Declaration(
      name, topic: "check",
      [
        id, .init(.title, .localized(.shown)), .init(.within, .scalar(.duration(zero: false))),
        .init(.every, .scalar(.duration(zero: false))), .init(.consecutive, .scalar(.integer(1...1_000))),
        .init(.timeout, .scalar(.duration(zero: false))), .init(.mandatory, .scalar(.bool)),
      ],
      kinds: [
        .init(.run, .scalar(.shell), [onHost, .init(.expect, .mapping(expectation))]),
        .init(
          .plugin, .scalar(.shell),
          [onHost, .init(.accept, .list(.scalar(.choice(PluginState.allCases.map(\.rawValue)))))]),
        .init(.tcp, .scalar(.address)),
        .init(
          .http, .scalar(.url),
          [
            .init(.expect, .mapping(httpExpectation)),
            .init(.headers, .map(keys: .text, .scalar(.template(.shown)))),
          ]),
        .init(.tls, .scalar(.address), [.init(.expect, .mapping(tlsExpectation)), .init(.name, .scalar(.text))]),
        .init(.dataAsOf, .scalar(.shell), [onHost]),
        .init(.machine, .scalar(.template(.host)), [onHost, .init(.state, choice(MachineState.self))]),
      ])
  }

  static let onHost = Declaration.Field(.on, .scalar(.template(.host)))

  private static let integers = Shape.oneOrMore(.scalar(.integer(0...255)))

  static let expectation = Declaration(
    "expectation",
    [
      .init(.exit, integers), .init(.stdout, match), .init(.stderr, match), .init(.number, .mapping(range)),
    ])

  static let httpExpectation = Declaration(
    "http_expectation",
    [.init(.status, .oneOrMore(.scalar(.integer(100...599)))), .init(.body, match)])

  static let tlsExpectation = Declaration("tls_expectation", [.init(.daysLeft, .mapping(range), required: true)])

  static let match = Shape.either([.scalar(.value), .mapping(matchRules)])

  static let matchRules = Declaration(
    "match",
    [
      .init(.contains, .scalar(.value)), .init(.notContains, .scalar(.value)), .init(.equals, .scalar(.value)),
      .init(.in, .list(.scalar(.value))), .init(.matches, .scalar(.regex(groups: nil))),
    ])

  static let range = Declaration("range", [.init(.atLeast, .scalar(.number)), .init(.atMost, .scalar(.number))])
}
