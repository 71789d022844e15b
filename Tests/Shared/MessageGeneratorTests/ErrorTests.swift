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
      "proto2", MessageGeneratorTests.file("a.proto", syntax: "proto2"),
      "a.proto: syntax is proto2, not proto3"),
    RefusedFile(
      "no package", MessageGeneratorTests.file("a.proto", package: ""),
      "a.proto: has no package, so there is no Swift namespace"),
    RefusedFile(
      "a group",
      MessageGeneratorTests.file("a.proto", messages: [message("M", [field("g", 1, .group)])]),
      "a.proto: laurel.shop.v1.M.g: groups are not supported"),
    RefusedFile(
      "two fields with one Swift name",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [message("M", [field("agent_id", 1, .string), field("agent__id", 2, .string)])]),
      "a.proto: laurel.shop.v1.M.agent__id: has the same Swift name as agent_id"),
    RefusedFile(
      "two fields with one C name",
      MessageGeneratorTests.file(
        "a.proto",
        messages: [message("M", [field("fooBar", 1, .string), field("foobar", 2, .string)])]),
      "a.proto: laurel.shop.v1.M.foobar: differs from fooBar only in capitals"),
    RefusedFile(
      "two enum values with one Swift name",
      MessageGeneratorTests.file("a.proto", enums: [enumeration("E", ["A_B", "A__B"])]),
      "a.proto: A__B: has the same Swift name as A_B"),
    RefusedFile(
      "a type without a module",
      MessageGeneratorTests.file(
        "a.proto", messages: [message("M", [field("d", 1, .message, type: ".other.D")])]),
      "a.proto: laurel.shop.v1.M.d: no module provides other.D of other.proto; "
        + "name one with import="
    ),
  ]
}

@Suite("MessageGenerator.response errors")
struct ErrorTests {
  private static let other = file(
    "other.proto", package: "other", messages: [message("D", [field("x", 1, .int32)])])

  @Test("names the file and what is wrong in it", arguments: RefusedFile.all)
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
