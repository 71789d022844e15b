import OperatorDomain
import Testing

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

  @Test("counts things in the singular and the plural")
  func counted() {
    #expect(NumberText.counted(1, "row") == "1 row")
    #expect(NumberText.counted(0, "row") == "0 rows")
    #expect(NumberText.counted(31_599, "row") == "31,599 rows")
    #expect(NumberText.counted(1, "person", "people") == "1 person")
    #expect(NumberText.counted(28, "person", "people") == "28 people")
  }

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
