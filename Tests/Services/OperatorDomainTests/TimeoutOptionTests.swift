import Kernel
import OperatorDomain
import Testing

@Suite("TimeoutOption.parse")
struct TimeoutOptionTests {
  @Test(
    "reads a number with its unit",
    arguments: [
      ("1ms", .milliseconds(1)), ("500ms", .milliseconds(500)), ("5s", .seconds(5)),
      ("2m", .seconds(120)), ("1h", .seconds(3600)), ("24h", .seconds(86_400)),
    ] as [(String, Duration)])
  func times(_ text: String, _ expected: Duration) throws {
    #expect(try TimeoutOption.parse(text, field: "--timeout") == expected)
  }

  @Test(
    "refuses everything else",
    arguments: [
      "", "5", "s", "0s", "-1s", "+5s", "1.5s", "5 s", "5S", "5sec", "25h", "99999999h",
      "999999999ms", "٣s",
    ])
  func refusals(_ text: String) {
    #expect(throws: ValidationError.self) {
      try TimeoutOption.parse(text, field: "--timeout")
    }
  }
}
