import Messages
import Protobuf
import ProtobufJSON
import Testing
import WellKnownMessages

@testable import laurel

@Suite("JSONWellKnown.form")
struct JSONWellKnownTests {
  private static let types = MessageTypes.suite.union(.wellKnown)

  @Test("is there for each message that is no object of its fields, and can be read as it")
  func readable() throws {
    func check<Value: JSONMessage>(_ type: Value.Type, _ form: String) throws {
      let options = JSONDecodingOptions(types: Self.types)
      let value = try Value(jsonUTF8Bytes: Array(form.utf8), options: options)
      #expect(value != Value(), "\(Value.protobufName)")
    }
    var count = 0
    for name in MessageSchema.ofSuite().messages.keys {
      // Entries of maps, and what the options of proto files are made of, have no type.
      guard let type = Self.types["/" + name] else { continue }
      let form = JSONWellKnown.form(of: name)
      #expect((form == nil) == type.isJSONObject, "\(name)")
      if let form {
        try check(type, form)
        count += 1
      }
    }
    #expect(count == 16)
  }
}
