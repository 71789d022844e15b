import ServiceHost
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
