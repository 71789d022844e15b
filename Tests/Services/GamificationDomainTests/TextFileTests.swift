import GamificationDomain
import Kernel
import Testing

/// Cuts a file into chunks at random.
private func chunks(of bytes: [UInt8], _ generator: inout some RandomNumberGenerator) -> [[UInt8]] {
  var chunks: [[UInt8]] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    let length = Int.random(in: 0...min(9, rest.count), using: &generator)
    chunks.append(Array(rest.prefix(length)))
    rest = rest.dropFirst(length)
  }
  return chunks
}

/// The same numbers in every run.
private struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 33)) &* 0xff51_afd7_ed55_8ccd
    return mixed ^ (mixed >> 33)
  }
}

/// What was read of a file, and why not more.
private struct Reading<Element: Hashable>: Hashable {
  var elements: [Element] = []
  var error: TextFileError?
}

@Suite("CSVReader")
struct CSVReaderTests {
  private func read(_ chunks: [[UInt8]]) -> Reading<CSVRecord> {
    var reading = Reading<CSVRecord>()
    var reader = CSVReader()
    do throws(TextFileError) {
      for chunk in chunks {
        reader.append(chunk)
        while let record = try reader.next() { reading.elements.append(record) }
      }
      reader.finish()
      while let record = try reader.next() { reading.elements.append(record) }
    } catch {
      reading.error = error
    }
    return reading
  }

  private func texts(_ text: String) -> [[String]] {
    read([Array(text.utf8)]).elements.map { $0.fields.map(\.text) }
  }

  @Test(
    "reads fields with and without quotes, and lines with either end",
    arguments: [
      ("", []), ("\n\r\n", []), ("a,b", [["a", "b"]]), ("a,b\n", [["a", "b"]]),
      ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a\n\nb\n", [["a"], ["b"]]),
      (",", [["", ""]]), ("a,\n", [["a", ""]]), ("\"\"\n", [[""]]), ("\"\"", [[""]]),
      ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
      ("\"two\r\nlines\",x\r\n", [["two\r\nlines", "x"]]), (" a , b \n", [[" a ", " b "]]),
      ("\u{feff}a,b\n\u{feff}c,d", [["a", "b"], ["\u{feff}c", "d"]]), ("\u{feff}", []),
      ("größe,😀\n", [["größe", "😀"]]),
    ] as [(String, [[String]])])
  func fields(text: String, expected: [[String]]) {
    #expect(texts(text) == expected)
    #expect(read([Array(text.utf8)]).error == nil)
  }

  @Test("tells where each field stands, after a byte order mark too")
  func positions() {
    let text = "\u{feff}ab,\"c\nd\",e\r\n\r\nf,g"
    let fields = read([Array(text.utf8)]).elements.flatMap(\.fields)
    #expect(
      fields.map(\.position) == [
        TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 4),
        TextPosition(line: 2, column: 4), TextPosition(line: 4, column: 1),
        TextPosition(line: 4, column: 3),
      ])
  }

  @Test(
    "refuses what is not CSV, names the place, and keeps what stands before",
    arguments: [
      ("a\nb\"c", TextPosition(line: 2, column: 2), "a quote may only stand"),
      ("a\n\"b\"c", TextPosition(line: 2, column: 4), "a comma or the end of the line"),
      ("a\nb\rc", TextPosition(line: 2, column: 3), "a line feed"),
      ("a\nb\r", TextPosition(line: 2, column: 3), "a line feed"),
      ("a\nb,\"c\nd", TextPosition(line: 2, column: 3), "the quote is not closed"),
    ])
  func refusals(text: String, position: TextPosition, reason: String) {
    let reading = read([Array(text.utf8)])
    #expect(reading.elements.map { $0.fields.map(\.text) } == [["a"]])
    #expect(reading.error?.position == position)
    #expect(reading.error?.reason.hasPrefix(reason) == true)
  }

  @Test("refuses text that is not UTF-8, and records without end")
  func limits() {
    let broken = read([[0x61, 0x2c, 0xff, 0x0a]])
    #expect(broken.error == TextFileError("the text is not UTF-8", at: .init(line: 1, column: 3)))
    let long = read([Array(repeating: 0x61, count: 65_537)])
    #expect(long.error?.position == TextPosition(line: 1, column: 65_537))
    #expect(read([Array(repeating: 0x61, count: 65_536)]).elements.count == 1)
  }

  @Test("reads what was written, wherever the file is cut", arguments: 0..<200)
  func roundTrip(seed: Int) {
    var numbers = Numbers(state: UInt64(seed))
    let letters = ["a", "é", "\"", ",", "\n", "\r", "\r\n", " ", "😀"]
    let table = (0..<Int.random(in: 1...5, using: &numbers)).map { _ in
      (0..<Int.random(in: 2...4, using: &numbers)).map { _ in
        (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
          letters.randomElement(using: &numbers) ?? ""
        }.joined()
      }
    }
    let end = Bool.random(using: &numbers) ? "\n" : "\r\n"
    let text = table.map { row in
      row.map { field in
        let needsQuotes = !field.utf8.allSatisfy { !"\",\r\n".utf8.contains($0) }
        let doubled = field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        return needsQuotes || Bool.random(using: &numbers) ? "\"\(doubled)\"" : field
      }.joined(separator: ",")
    }.joined(separator: end)
    let bytes = Array(text.utf8)
    let whole = read([bytes])
    #expect(whole.error == nil)
    #expect(
      whole.elements.map { $0.fields.map { Array($0.text.utf8) } }
        == table.map { $0.map { Array($0.utf8) } })
    #expect(read(chunks(of: bytes, &numbers)) == whole)
    #expect(read(bytes.map { [$0] }) == whole)
  }

  @Test("makes the same of any bytes, wherever the file is cut", arguments: 0..<200)
  func anyBytes(seed: Int) {
    var numbers = Numbers(state: UInt64(seed))
    let alphabet = Array("ab,\"\r\n".utf8) + [0xef, 0xbb, 0xbf, 0xc3, 0xa9]
    let start: [UInt8] = Bool.random(using: &numbers) ? [0xef, 0xbb, 0xbf] : []
    let bytes =
      start
      + (0..<Int.random(in: 0...30, using: &numbers)).map { _ in
        alphabet.randomElement(using: &numbers) ?? 0
      }
    let whole = read([bytes])
    #expect(read(chunks(of: bytes, &numbers)) == whole)
    #expect(read(bytes.map { [$0] }) == whole)
  }
}

@Suite("JSONSplitter")
struct JSONSplitterTests {
  private func read(_ chunks: [[UInt8]]) -> Reading<JSONObject> {
    var reading = Reading<JSONObject>()
    var splitter = JSONSplitter()
    do throws(TextFileError) {
      for chunk in chunks {
        splitter.append(chunk)
        while let object = try splitter.next() { reading.elements.append(object) }
      }
      splitter.finish()
      while let object = try splitter.next() { reading.elements.append(object) }
    } catch {
      reading.error = error
    }
    return reading
  }

  @Test(
    "finds the objects of an array, and objects one after the other",
    arguments: [
      ("", []), (" \n", []), ("[]", []), (" [ ] \n", []), ("{}", ["{}"]),
      ("[{},\n {\"a\":[{}]}]", ["{}", "{\"a\":[{}]}"]), ("{\"a\":1}\n{}\n", ["{\"a\":1}", "{}"]),
      ("{\"}\":\"\\\"}\"}{}", ["{\"}\":\"\\\"}\"}", "{}"]),
      ("{\"a\\\\\":\"[\"}", ["{\"a\\\\\":\"[\"}"]),
    ] as [(String, [String])])
  func objects(text: String, expected: [String]) {
    let reading = read([Array(text.utf8)])
    #expect(reading.error == nil)
    #expect(reading.elements.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
  }

  @Test(
    "refuses what is no such file, and names the place",
    arguments: [
      ("1", TextPosition(line: 1, column: 1), "an object or an array of objects was expected"),
      ("{}\n,", TextPosition(line: 2, column: 1), "an object was expected"),
      ("[1]", TextPosition(line: 1, column: 2), "an object or a closing bracket was expected"),
      ("[{},]", TextPosition(line: 1, column: 5), "an object was expected"),
      ("[{}{}]", TextPosition(line: 1, column: 4), "a comma or a closing bracket was expected"),
      ("[{}", TextPosition(line: 1, column: 4), "the array is not closed"),
      ("[] {}", TextPosition(line: 1, column: 4), "nothing more was expected"),
      ("[{},\n{\"}", TextPosition(line: 2, column: 1), "the object is not closed"),
    ])
  func refusals(text: String, position: TextPosition, reason: String) {
    #expect(read([Array(text.utf8)]).error == TextFileError(reason, at: position))
  }

  @Test("refuses an object without end")
  func limit() {
    let error = read([Array("{".utf8) + Array(repeating: 0x20, count: 65_536)]).error
    #expect(error?.position == TextPosition(line: 1, column: 65_537))
  }

  @Test("makes the same of any bytes, wherever the file is cut", arguments: 0..<200)
  func anyBytes(seed: Int) {
    var numbers = Numbers(state: UInt64(seed))
    let alphabet = Array("{}[],\"\\ \n".utf8)
    let start = Bool.random(using: &numbers) ? "[{" : "{"
    let bytes =
      Array(start.utf8)
      + (0..<Int.random(in: 0...30, using: &numbers)).map { _ in
        alphabet.randomElement(using: &numbers) ?? 0
      }
    let whole = read([bytes])
    #expect(read(chunks(of: bytes, &numbers)) == whole)
    #expect(read(bytes.map { [$0] }) == whole)
  }
}
