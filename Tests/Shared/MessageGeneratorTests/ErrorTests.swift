import Testing

@testable import MessageGenerator

/// Proto files that are refused, and what is said about them.
struct RefusedFile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let file: WireFields
  let error: String

  init(_ testDescription: String, _ file: WireFields, _ error: String) {
    self.testDescription = testDescription
    self.file = file
    self.error = error
  }

  static let all: [RefusedFile] = [
    RefusedFile(
      "proto2", MessageGeneratorTests.file("a.proto", syntax: "proto2", lines: [[12]: 3]),
      "a.proto:3: syntax is proto2, not proto3"),
    RefusedFile(
      "proto2 that is not told where", MessageGeneratorTests.file("a.proto", syntax: "proto2"),
      "a.proto: syntax is proto2, not proto3"),
    RefusedFile(
      "no package", MessageGeneratorTests.file("a.proto", package: ""),
      "a.proto: has no package, so there is no Swift namespace"),
    RefusedFile(
      "a group",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("M", [field("g", 1, .group)])], lines: [[4, 0, 2, 0]: 9]),
      "a.proto:9: laurel.shop.v1.M.g: groups are not supported"),
    RefusedFile(
      "two fields with one Swift name",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [message("M", [field("agent_id", 1, .string), field("agent__id", 2, .string)])],
        lines: [[4, 0, 2, 0]: 6, [4, 0, 2, 1]: 7]),
      "a.proto:7: laurel.shop.v1.M.agent__id: has the same Swift name as agent_id"),
    RefusedFile(
      "a oneof with the Swift name of a field",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [
          message(
            "M", [field("result", 1, .string), field("text", 2, .string, oneof: 0)],
            oneofs: ["_result"])
        ],
        lines: [[4, 0, 2, 1]: 8, [4, 0, 8, 0]: 7]),
      "a.proto:7: laurel.shop.v1.M._result: has the same Swift name as result"),
    RefusedFile(
      "a field with the Swift name that a deprecated one is stored under",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [
          message(
            "M",
            [
              field("deprecated_name", 1, .string), field("name", 2, .string, isDeprecated: true),
            ])
        ], lines: [[4, 0, 2, 1]: 5]),
      "a.proto:5: laurel.shop.v1.M.name: has the same Swift name as deprecated_name"),
    RefusedFile(
      "a field with the name of another one's storage",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [
          message(
            "M",
            [
              field("tree", 1, .message, type: ".laurel.shop.v1.M"),
              field("boxed_tree", 2, .string),
            ])
        ], lines: [[4, 0, 2, 1]: 5]),
      "a.proto:5: laurel.shop.v1.M.boxed_tree: has the same Swift name as tree"),
    RefusedFile(
      "two messages with one C name",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("FooBar", []), message("Foo_Bar", [])],
        lines: [[4, 1]: 7]),
      "a.proto:7: laurel.shop.v1.Foo_Bar: has the same name in C as laurel.shop.v1.FooBar"),
    RefusedFile(
      "two fields with one C name",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [message("M", [field("fooBar", 1, .string), field("foobar", 2, .string)])],
        lines: [[4, 0, 2, 0]: 6, [4, 0, 2, 1]: 7]),
      "a.proto:7: laurel.shop.v1.M.foobar: differs from fooBar only in capitals"),
    RefusedFile(
      "two enum values with one Swift name",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("M", [], enums: [enumeration("E", ["A_B", "A__B"])])],
        lines: [[4, 0, 4, 0, 2, 0]: 12, [4, 0, 4, 0, 2, 1]: 13]),
      "a.proto:13: A__B: has the same Swift name as A_B"),
    RefusedFile(
      "two messages with one Swift name",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [message("Type", []), message("Type_", [])],
        lines: [[4, 0]: 5, [4, 1]: 8]),
      "a.proto:8: laurel.shop.v1.Type_: has the same Swift name as laurel.shop.v1.Type"),
    RefusedFile(
      "a service with the Swift name of a message",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("OAuthClient", [])],
        services: [
          service(
            "OAuth", method: "Do", input: ".laurel.shop.v1.OAuthClient",
            output: ".laurel.shop.v1.OAuthClient")
        ], lines: [[6, 0]: 9]),
      "a.proto:9: laurel.shop.v1.OAuth: has the same Swift name as laurel.shop.v1.OAuthClient"),
    RefusedFile(
      "two members of a oneof with one Swift name",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [
          message(
            "M", [field("a_b", 1, .string, oneof: 0), field("a__b", 2, .string, oneof: 0)],
            oneofs: ["kind"])
        ], lines: [[4, 0, 2, 1]: 6]),
      "a.proto:6: laurel.shop.v1.M.a__b: has the same Swift name as a_b"),
    RefusedFile(
      "a oneof with the Swift name of a nested type",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [
          message(
            "M", [field("a", 1, .string, oneof: 0)], oneofs: ["kind"],
            nested: [message("Kind", []), message("KindOneof", [])])
        ], lines: [[4, 0, 8, 0]: 6]),
      "a.proto:6: laurel.shop.v1.M.kind: has the same Swift name as laurel.shop.v1.M.KindOneof"),
    RefusedFile(
      "a message with the name of its namespace",
      MessageGeneratorTests.file(
        "a.proto", package: "orders", messages: [message("Orders", [])], lines: [[4, 0]: 4]),
      "a.proto:4: orders.Orders: has the name of the namespace or module Orders, "
        + "and would hide it"),
    RefusedFile(
      "a message with the name of a module",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("M", [], nested: [message("Protobuf", [])])],
        lines: [[4, 0, 3, 0]: 4]),
      "a.proto:4: laurel.shop.v1.M.Protobuf: has the name of the namespace or module Protobuf, "
        + "and would hide it"),
    RefusedFile(
      "a package whose namespace is a module",
      MessageGeneratorTests.file("a.proto", package: "rpc", messages: [message("M", [])]),
      "a.proto: rpc: gets the namespace RPC, which is the name of a module"),
    RefusedFile(
      "a type without a module",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("M", [field("d", 1, .message, type: ".other.D")])],
        lines: [[4, 0, 2, 0]: 6]),
      "a.proto:6: laurel.shop.v1.M.d: no module provides other.D of other.proto; "
        + "name one with import="
    ),
    RefusedFile(
      "a method whose message has no module",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("M", [])],
        services: [service("S", method: "Do", input: ".laurel.shop.v1.M", output: ".other.D")],
        lines: [[6, 0, 2, 0]: 11]),
      "a.proto:11: laurel.shop.v1.S.Do: no module provides other.D of other.proto; "
        + "name one with import="
    ),
  ]
}

@Suite("MessageGenerator.response errors")
struct ErrorTests {
  private static let other = file(
    "other.proto", package: "other", messages: [message("D", [field("x", 1, .int32)])])

  @Test("names the file, the line and what is wrong in it", arguments: RefusedFile.all)
  func refusals(_ refused: RefusedFile) throws {
    let answer = try Answer([Self.other, refused.file])
    #expect(answer.error == refused.error)
    #expect(answer.files.isEmpty)
    #expect(answer.features == 1)
  }

  @Test(
    "names a parameter that is wrong",
    arguments: [
      ("", "parameter c_module is missing"),
      ("c_module=C,services=maybe", "parameter services is neither true nor false"),
      ("c_module=C,import=google/", "parameter import is not PREFIX:SWIFT:C"),
      ("c_module=C,color=red", "unknown parameter \"color\""),
      ("c_module", "parameter \"c_module\" has no value"),
    ])
  func parameters(_ parameter: String, _ error: String) throws {
    #expect(try Answer([file("a.proto")], parameter: parameter).error == error)
  }

  @Test(
    "refuses bytes that are no request",
    arguments: [[0x0a, 5], [0x0b], [0x7a, 1, 0x0f], [0x08] + [UInt8](repeating: 0xff, count: 11)])
  func garbage(_ bytes: [UInt8]) throws {
    let generator = MessageGenerator { request in request }
    let response = try WireFields(decoding: generator.response(to: bytes))
    #expect(response.text(1).hasPrefix("the request is not a CodeGeneratorRequest"))
  }

  @Test("refuses two packages with one namespace")
  func equalNamespaces() throws {
    let files = [file("a.proto", package: "laurel.shop.v1"), file("b.proto", package: "shop.v1")]
    let answer = try Answer(files, generating: ["a.proto", "b.proto"])
    #expect(
      answer.error == "b.proto: shop.v1: gets the namespace ShopV1, as laurel.shop.v1 does")
  }

  @Test("passes on what protoc-gen-c says")
  func cErrors() throws {
    var request = WireFields()
    request.append(1, "a.proto")
    request.append(2, "c_module=C")
    request.append(15, file("a.proto"))
    var refusal = WireFields()
    refusal.append(1, "not today")
    let answer = refusal.encoded()
    let generator = MessageGenerator { _ in answer }
    let response = try WireFields(decoding: generator.response(to: request.encoded()))
    #expect(response.text(1) == "protoc-gen-c: not today")
  }
}
