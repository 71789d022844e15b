import Protobuf
import ProtobufJSON
import TestMessages
import Testing

@Suite("Awkward names")
struct AwkwardNameTests {
  @Test("a JSON name goes before a name of the proto file, in whatever order the fields come")
  func swappedNames() throws {
    let swapped = TestV1.Swapped(a: "first", b: "second")
    #expect(try json(swapped) == #"{"b":"first","a":"second"}"#)
    for text in [#"{"b":"first","a":"second"}"#, #"{"a":"second","b":"first"}"#] {
      #expect(try message(text) == swapped, "\(text)")
    }
  }

  @Test("a name that one field gave up and another took is the other's")
  func renamed() throws {
    let renamed = TestV1.Renamed(name: "7", displayName: "Zoë")
    for text in [
      #"{"id":"7","name":"Zoë"}"#, #"{"name":"Zoë","id":"7"}"#,
      #"{"display_name":"Zoë","id":"7"}"#,
    ] {
      #expect(try message(text) == renamed, "\(text)")
    }
  }

  @Test("words of the language are names of fields and members like others")
  func words() throws {
    let flow = TestV1.Flow(`inout`: "a", var: "b", let: "c")
    #expect(try TestV1.Flow(serializedBytes: flow.serializedBytes()) == flow)
    let event = TestV1.Event(type: .known(.started), self_: .default(3))
    #expect(try TestV1.Event(serializedBytes: event.serializedBytes()) == event)
    #expect(try message(json(event)) == event)
  }

  @Test("a deprecated member of a oneof is read and written")
  func deprecatedMember() throws {
    let phone = TestV1.Phone(number: .deprecatedPager("1"))
    #expect(try TestV1.Phone(serializedBytes: phone.serializedBytes()) == phone)
    #expect(try json(phone) == #"{"pager":"1"}"#)
    #expect(try message(#"{"pager":"1"}"#) == phone)
  }
}
