import Catalogue
import Model
import Testing

@testable import Reports

@Suite struct EraTests {
  @Test(arguments: [
    (2019, 4, 30, "平成31", "Heisei 31"), (2019, 5, 1, "令和元", "Reiwa 1"), (2020, 1, 1, "令和2", "Reiwa 2"),
    (2026, 11, 22, "令和8", "Reiwa 8"), (1989, 1, 7, "昭和64", "Showa 64"), (1989, 1, 8, "平成元", "Heisei 1"),
    (1926, 12, 25, "昭和元", "Showa 1"),
  ])
  func daysBelongToTheirEra(year: Int, month: Int, day: Int, ja: String, en: String) {
    let era = Era.year(year, month: month, day: day)
    #expect(era?.ja == ja)
    #expect(era?.en == en)
  }

  @Test func daysBeforeTheTableHaveNoEra() { #expect(Era.year(1926, month: 12, day: 24) == nil) }

  @Test(arguments: [
    (2026, "令和8年度（2026年度）"), (2019, "令和元年度（平成31年度）"), (2020, "令和2年度（2020年度）"), (2018, "平成30年度（2018年度）"),
  ])
  func fiscalYearsAreWrittenAsACityWritesThem(year: Int, text: String) {
    let era = Era.fiscalYear(year)
    #expect(Phrase.reportFiscalYear(year, eraJa: era?.ja, eraEn: era?.en).ja == text)
  }
}

@Suite struct DurationTextTests {
  @Test(arguments: [
    (Duration.milliseconds(42_100), "42.1秒", "42.1 s"), (.seconds(7), "7秒", "7 s"),
    (.seconds(725), "12分05秒", "12 min 05 s"),
    (.seconds(10_800), "3時間", "3 h"), (.seconds(10_805), "3時間00分05秒", "3 h 00 min 05 s"),
    (.seconds(86_400), "24時間", "24 h"), (.seconds(259_200), "3日", "3 d"), (.milliseconds(-1500), "−1.5秒", "−1.5 s"),
    (.zero, "0秒", "0 s"),
  ])
  func durationsAreWords(duration: Duration, ja: String, en: String) {
    #expect(duration.words(.ja) == ja)
    #expect(duration.words(.en) == en)
  }

  @Test func aTimeThatPassedItsTargetByAHairLooksLonger() {
    #expect(Duration.microseconds(10_800_000_400).words(.ja) == "3時間00分01秒")
    #expect(Duration.microseconds(59_999_900).words(.ja) == "1分")
    #expect(Duration.microseconds(10_800_000_400).jsonSeconds == .number(10_800.001))
  }

  @Test func zonesWithoutSummerTimeAreKnown() {
    #expect(LocalZone("Asia/Tokyo").label == "UTC+9")
    #expect(LocalZone("-03:30").label == "UTC−3:30")
    #expect(LocalZone("UTC").label == "UTC")
    #expect(!LocalZone("Europe/Berlin").isKnown)
  }
}

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("\u{1B}[31mred", "␛[31mred"), ("a\u{202E}b", "a⟨U+202E⟩b"), ("nul\u{0}", "nul␀"), ("del\u{7F}", "del␡"),
    ("a\tb", "a b"), ("one\r\ntwo\n", "one\ntwo"), ("lone\rreturn", "lone␍return"),
    ("\u{200B}\u{FEFF}", "⟨U+200B⟩⟨U+FEFF⟩"),
    ("\u{E0041}", "⟨U+E0041⟩"), ("葛\u{E0100}城市", "葛\u{E0100}城市"), ("plain ASCII & <b>", "plain ASCII & <b>"),
  ])
  func charactersThatDeceiveAreShown(text: String, shown: String) { #expect(VisibleText.of(text) == shown) }
}

@Suite struct MarkupTests {
  @Test func textCannotBecomeMarkup() {
    var out = Markup()
    out.element("p", .attribute("title", "\"><script>")) { $0.text("<script>alert('x')</script> & more\nline") }
    #expect(
      out.string
        == "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; more<br>line</p>"
    )
  }

  @Test func japaneseInAnEnglishReportIsMarkedAsJapanese() {
    var out = Markup(marksJapanese: true)
    out.text("住民情報システム")
    out.text("plain")
    #expect(out.string == "<span lang=\"ja\">住民情報システム</span>plain")
  }

  @Test(arguments: [(1.0, "1"), (12.34, "12.3"), (-0.26, "-0.3"), (0.04, "0"), (999.95, "1000")])
  func coordinatesAreShort(number: Double, text: String) { #expect(number.short == text) }
}
