import Kernel
import Testing

@Suite("PageTokenSealer")
struct PageTokenSealerTests {
  private let key = PageTokenSealer.makeKeyBytes()
  private let query = ["ListPeople", "acme", ""]

  private func sealer(_ key: [UInt8]) throws -> PageTokenSealer {
    try #require(PageTokenSealer(keyBytes: key))
  }

  @Test("opens what it has sealed", arguments: [[], [""], ["a", "1"], ["ü", "", "x,y"]])
  func roundTrip(position: [String]) throws {
    let sealer = try sealer(key)
    let token = sealer.seal(position: position, query: query)
    #expect(try sealer.open(token, query: query) == position)
  }

  @Test("takes an empty token for the first page")
  func first() throws {
    #expect(try sealer(key).open("", query: query) == nil)
  }

  @Test("refuses a token of another list, another organization and other arguments")
  func otherQueries() throws {
    let sealer = try sealer(key)
    let token = sealer.seal(position: ["a"], query: query)
    for other in [
      ["ListTeams", "acme", ""], ["ListPeople", "globex", ""], ["ListPeople", "acme", "d"],
      ["ListPeople", "acme"], ["ListPeopleacme", ""],
    ] {
      let error = #expect(throws: ValidationError.self) {
        try sealer.open(token, query: other)
      }
      #expect(error?.field == "page_token")
    }
  }

  @Test("refuses a token of another key and one that was changed")
  func forgeries() throws {
    let sealer = try sealer(key)
    let token = sealer.seal(position: ["a"], query: query)
    let other = try self.sealer(PageTokenSealer.makeKeyBytes())
    #expect(throws: ValidationError.self) { try other.open(token, query: query) }
    for index in token.indices {
      var changed = token
      let replacement = token[index] == "A" ? "B" : "A"
      changed.replaceSubrange(index...index, with: replacement)
      #expect(throws: ValidationError.self) { try sealer.open(changed, query: query) }
    }
    let long = String(repeating: "A", count: 4_000)
    #expect(throws: ValidationError.self) { try sealer.open(long, query: query) }
  }

  @Test("needs a key of 32 bytes")
  func keyLength() {
    #expect(PageTokenSealer(keyBytes: [UInt8](repeating: 0, count: 31)) == nil)
  }
}

@Suite("Base64URL")
struct Base64URLTests {
  @Test("encodes the vectors of RFC 4648, section 10, without padding")
  func vectors() {
    let vectors = [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
      ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ]
    for (plain, text) in vectors {
      #expect(Base64URL.encode(Array(plain.utf8)) == text)
      #expect(Base64URL.decode(text) == Array(plain.utf8))
    }
    #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
  }

  @Test("refuses what no encoder makes", arguments: ["A", "Zg==", "Zh", "a+b/", "Z g"])
  func refusals(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }
}

@Suite("Page")
struct PageTests {
  @Test("keeps the last row's position only when there are more rows")
  func positions() throws {
    let size = try PageSize(requested: 2)
    let full = Page([1, 2, 3], size: size) { [String($0)] }
    #expect(full.elements == [1, 2])
    #expect(full.nextPosition == ["2"])
    let last = Page([1, 2], size: size) { [String($0)] }
    #expect(last.elements == [1, 2])
    #expect(last.nextPosition == nil)
  }

  @Test("has 50 rows by default, 1000 at most, and no negative size")
  func sizes() throws {
    #expect(try PageSize(requested: 0).rows == 50)
    #expect(try PageSize(requested: 5_000).rows == 1_000)
    #expect(throws: ValidationError.self) { try PageSize(requested: -1) }
  }
}
