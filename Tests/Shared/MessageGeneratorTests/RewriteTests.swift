import Testing

@testable import MessageGenerator

@Suite("DescriptorRewriter.rewritten")
struct RewriteTests {
  /// The rewritten `order.proto`, and the names of all files that go to protoc-gen-c.
  private func rewritten() throws -> (file: WireFields, names: [String]) {
    let order = message(
      "Order",
      [
        field("Base", 1, .string), field("paid", 2, .bool),
        field("colors", 3, .enum, type: ".laurel.shop.v1.Color", isRepeated: true),
        field("note", 4, .string, isOptional: true, oneof: 1),
        field("card", 5, .string, oneof: 0, isRequired: true),
        field("line", 6, .message, type: ".laurel.shop.v1.Line"),
        field("names", 7, .string, isRepeated: true),
      ], oneofs: ["payment", "_note"])
    let answer = try Answer(
      [
        file("google/api/field_behavior.proto", package: "google.api"),
        file("line.proto", messages: [message("Line", [field("id", 1, .string)])]),
        file(
          "order.proto", imports: ["google/api/field_behavior.proto", "line.proto"],
          messages: [order], enums: [enumeration("Color", ["COLOR_UNSPECIFIED", "COLOR_RED"])],
          services: [
            service(
              "Shop", method: "Do", input: ".laurel.shop.v1.Line", output: ".laurel.shop.v1.Line")
          ]),
      ], generating: ["line.proto", "order.proto"])
    #expect(answer.error == "")
    let file = try #require(answer.rewritten.last)
    return (file, answer.rewritten.map { $0.text(1) })
  }

  @Test("declares proto2 and drops enums, services, comments and imports for options")
  func files() throws {
    let (file, names) = try rewritten()
    #expect(names == ["line.proto", "order.proto"])
    #expect(file.text(12) == "proto2")
    #expect(file.texts(3) == ["line.proto"])
    #expect(Set(file.fields.map(\.number)) == [1, 2, 3, 4, 12])
  }

  @Test("changes types and names of fields, not their numbers")
  func fields() throws {
    let fields = try #require(try rewritten().file.messages(4).first).messages(2)
    #expect(
      fields.map { $0.text(1) }
        == ["f_base", "f_paid", "f_colors", "f_note", "f_card", "f_line", "f_names"])
    #expect(fields.map { $0.number(3) } == [1, 2, 3, 4, 5, 6, 7])
    let kinds = fields.compactMap { $0.number(5).flatMap(Kind.init(rawValue:)) }
    #expect(kinds == [.bytes, .uint64, .int32, .bytes, .bytes, .message, .bytes])
    #expect(fields.map { $0.text(6) } == ["", "", "", "", "", ".laurel.shop.v1.Line", ""])
  }

  @Test("packs repeated numbers and drops all other options")
  func options() throws {
    let fields = try #require(try rewritten().file.messages(4).first).messages(2)
    let packed = try fields.map { try $0.messages(8).map { $0.number(2) } }
    #expect(packed == [[], [], [1], [], [], [], []])
  }

  @Test("keeps real oneofs and drops those of optional fields")
  func oneofs() throws {
    let message = try #require(try rewritten().file.messages(4).first)
    #expect(try message.messages(8).map { $0.text(1) } == ["o_payment"])
    #expect(try message.messages(2).map { $0.number(9) } == [nil, nil, nil, nil, 0, nil, nil])
    #expect(try message.messages(2).allSatisfy { $0.number(17) == nil })
  }

  @Test("leaves numbers unpacked that the proto file wants so")
  func unpacked() throws {
    let answer = try Answer([
      file(
        "order.proto",
        messages: [
          message("Order", [field("ids", 1, .int32, isRepeated: true, isPacked: false)])
        ])
    ])
    let field = try #require(try answer.rewritten.last?.messages(4).last?.messages(2).first)
    #expect(try field.messages(8).isEmpty)
  }
}
