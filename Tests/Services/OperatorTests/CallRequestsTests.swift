import Testing

@testable import laurel

@Suite("CallRequests.read")
struct CallRequestsTests {
  private func document(_ json: String, line: Int = 1) -> CallRequests.Document {
    CallRequests.Document(json: Array(json.utf8), line: line)
  }

  @Test("takes the whole text as one request", arguments: ["{}", "", "{\n\n}\n", " {} {} "])
  func one(_ text: String) throws {
    #expect(try CallRequests.read(text, takesOne: true) == [document(text)])
  }

  @Test("takes every line that is not blank as a request, and knows which line it is")
  func many() throws {
    let text = "{\"a\": 1}\r\n\n \t\r\n{\"b\": 2}\n{"
    #expect(
      try CallRequests.read(text, takesOne: false) == [
        document("{\"a\": 1}\r"), document("{\"b\": 2}", line: 4), document("{", line: 5),
      ])
    #expect(try CallRequests.read("\n \n", takesOne: false) == [])
  }

  @Test("makes an empty request of nothing, and of nothing for a stream no request")
  func nothing() throws {
    #expect(try CallRequests.read(nil, takesOne: true) == [document("{}")])
    #expect(try CallRequests.read(nil, takesOne: false) == [])
  }
}
