import Catalogue
import Glibc
import Reports
import Testing

/// Writes every fixture to the folder that SONAE_REPORT_SAMPLES names, to be looked at in a browser.
@Suite struct SampleWriting {
  @Test(.enabled(if: getenv("SONAE_REPORT_SAMPLES") != nil, "set SONAE_REPORT_SAMPLES to a folder to get the files"))
  func samplesAreWritten() throws {
    let folder = String(cString: getenv("SONAE_REPORT_SAMPLES"))
    for (name, report) in try SampleRuns.all() {
      for language in Language.allCases {
        for format in Report.Format.allCases {
          let path = "\(folder)/\(name).\(language.rawValue).\(format.fileExtension)"
          let file = try #require(fopen(path, "w"))
          let bytes = Array(report.rendered(as: format, in: language).utf8)
          #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
          fclose(file)
        }
      }
    }
  }
}

enum SampleRuns {
  static func all() throws -> [(String, Report)] {
    [
      ("all-met", try Fixtures.allMet()), ("missed", try Fixtures.missed()), ("retried", try Fixtures.retried()),
      ("unknown", try Fixtures.unknown()), ("skipped", try Fixtures.skipped()), ("owed", try Fixtures.owed()),
      ("unfinished", try Fixtures.unfinished()), ("empty", try Fixtures.empty()),
      ("long-names", try Fixtures.longNames()), ("city", try Fixtures.city()),
    ]
  }
}
