import OperatorDomain
import Testing

@Suite("TextTable")
struct TextTableTests {
  @Test("aligns words left and numbers right under their titles")
  func alignment() {
    var table = TextTable(columns: [.init("Rank", .right), .init("Name"), .init("Points", .right)])
    table.append(["1", "Zoë", "1,234.50"])
    table.append(["10", "Bartholomew", "7.00"])
    let expected = """
      Rank  Name           Points
      ----  -----------  --------
         1  Zoë          1,234.50
        10  Bartholomew      7.00

      """
    #expect(table.rendered() == expected)
  }

  @Test("shows titles alone when there are no rows, and no spaces at line ends")
  func empty() {
    let table = TextTable(columns: [.init("Service"), .init("State")])
    #expect(table.rendered() == "Service  State\n-------  -----\n")
    var short = TextTable(columns: [.init("Service"), .init("State")])
    short.append(["a", "b"])
    #expect(short.rendered() == "Service  State\n-------  -----\na        b\n")
  }

  @Test("shows control characters as replacement characters")
  func control() {
    var table = TextTable(columns: [.init("N")])
    table.append(["a\u{1b}[2J\n\r\t\u{7f}\u{9b}"])
    let last = table.rendered().split(separator: "\n").last
    #expect(last == "a\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}")
  }
}

@Suite("NumberText")
struct NumberTextTests {
  @Test(
    "puts commas between thousands",
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (31_599, "31,599"),
      (-1_234_567, "-1,234,567"), (.max, "9,223,372,036,854,775,807"),
      (.min, "-9,223,372,036,854,775,808"),
    ] as [(Int64, String)])
  func whole(value: Int64, text: String) { #expect(NumberText.whole(value) == text) }

  @Test(
    "writes hundredths as points",
    arguments: [
      (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (17_100, "171.00"), (123_450, "1,234.50"),
      (.min, "-92,233,720,368,547,758.08"),
    ] as [(Int64, String)])
  func points(value: Int64, text: String) { #expect(NumberText.points(hundredths: value) == text) }

  @Test("writes basis points as percent")
  func percent() {
    #expect(NumberText.percent(basisPoints: 8_333) == "83.33 %")
    #expect(NumberText.percent(basisPoints: 10_000) == "100.00 %")
  }

  @Test(
    "rounds measured values",
    arguments: [
      (175.5, 0, "176"), (175.49, 0, "175"), (-0.4, 0, "0"), (1_234.567, 2, "1,234.57"),
      (-1_234.5, 1, "-1,234.5"), (0.05, 1, "0.1"), (2, 6, "2.000000"), (.infinity, 1, "inf"),
      (.nan, 1, "nan"), (1e12, 0, "1000000000000.0"), (999_999_999_999.5, 0, "1,000,000,000,000"),
    ] as [(Double, Int, String)])
  func decimal(value: Double, digits: Int, text: String) {
    #expect(NumberText.decimal(value, fractionDigits: digits) == text)
  }
}
