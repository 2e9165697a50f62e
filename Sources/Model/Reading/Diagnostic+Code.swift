extension Diagnostic {
  /// What kind of finding it is; the words are stable, so that scripts may rely on them.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    // The file itself.
    case fileMissing = "file-missing"
    case fileNotRegular = "file-not-regular"
    case fileUnreadable = "file-unreadable"
    case fileTooLarge = "file-too-large"
    case fileEmpty = "file-empty"
    case folderLoop = "folder-loop"
    case wrongFolder = "wrong-folder"
    case scriptOutside = "script-outside"
    case notUTF8 = "not-utf8"
    case controlCharacter = "control-character"
    case tooMany = "too-many"

    // YAML.
    case yamlSyntax = "yaml-syntax"
    case yamlTab = "yaml-tab"
    case yamlDepth = "yaml-depth"
    case yamlAliases = "yaml-aliases"
    case yamlDocuments = "yaml-documents"
    case yamlTag = "yaml-tag"
    case yamlKey = "yaml-key"
    case yamlMerge = "yaml-merge"
    case duplicateKey = "duplicate-key"

    // The shape of a mapping or list.
    case unknownKey = "unknown-key"
    case misplacedKey = "misplaced-key"
    case missingKey = "missing-key"
    case noKind = "no-kind"
    case severalKinds = "several-kinds"
    case wrongShape = "wrong-shape"
    case emptyValue = "empty-value"

    // One value.
    case badBoolean = "bad-boolean"
    case badNumber = "bad-number"
    case outOfRange = "out-of-range"
    case unknownValue = "unknown-value"
    case badDuration = "bad-duration"
    case badSize = "bad-size"
    case badDate = "bad-date"
    case badID = "bad-id"
    case badName = "bad-name"
    case badAddress = "bad-address"
    case badURL = "bad-url"
    case badRegex = "bad-regex"
    case badTemplate = "bad-template"
    case templateInQuotes = "template-in-quotes"
    case shellSyntax = "shell-syntax"
    case rangeUpsideDown = "range-upside-down"

    // Names that stand for something else.
    case duplicateID = "duplicate-id"
    case similarID = "similar-id"
    case unknownID = "unknown-id"
    case undefinedName = "undefined-name"
    case valueTooLate = "value-too-late"
    case secretShown = "secret-shown"
    case cycle = "cycle"
    case noHost = "no-host"
    case noShell = "no-shell"
    case shellNeedsOpenSSH = "shell-needs-openssh"

    // What a run couldn't do, or shouldn't.
    case stepNeverRuns = "step-never-runs"
    case needNeverMet = "need-never-met"
    case systemWithoutProcedure = "system-without-procedure"
    case emptySelection = "empty-selection"
    case levelWithoutChecks = "level-without-checks"
    case levelNotVerified = "level-not-verified"
    case rpoNotMeasured = "rpo-not-measured"
    case procedureUnused = "procedure-unused"
    case noUndo = "no-undo"
    case undoForgets = "undo-forgets"
    case rtoOverMTD = "rto-over-mtd"
    case noObjective = "no-objective"
    case drillsNever = "drills-never"
  }
}
