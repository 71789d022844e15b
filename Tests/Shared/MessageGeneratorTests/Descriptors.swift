@testable import MessageGenerator

// Descriptors as protoc sends them, written down by hand. Numbers are those of
// google/protobuf/descriptor.proto.

typealias Kind = ProtoField.Kind

/// A `FieldDescriptorProto`.
func field(
  _ name: String, _ number: Int, _ kind: Kind, type: String = "", isRepeated: Bool = false,
  isOptional: Bool = false, oneof: Int? = nil, isRequired: Bool = false, isPacked: Bool = true,
  isDeprecated: Bool = false
) -> WireFields {
  var field = WireFields()
  field.append(1, name)
  field.set(3, number)
  field.set(4, isRepeated ? 3 : 1)
  field.set(5, kind.rawValue)
  if !type.isEmpty { field.append(6, type) }
  if let oneof { field.set(9, oneof) }
  field.append(10, name)
  if isOptional { field.set(17, 1) }
  var options = WireFields()
  if isRequired { options.set(1052, 2) }
  if !isPacked { options.set(2, 0) }
  if isDeprecated { options.set(3, 1) }
  if !options.fields.isEmpty { field.append(8, options) }
  return field
}

/// A `DescriptorProto`.
func message(
  _ name: String, _ fields: [WireFields], oneofs: [String] = [], nested: [WireFields] = [],
  enums: [WireFields] = [], isMapEntry: Bool = false
) -> WireFields {
  var message = WireFields()
  message.append(1, name)
  for field in fields { message.append(2, field) }
  for message_ in nested { message.append(3, message_) }
  for value in enums { message.append(4, value) }
  if isMapEntry {
    var options = WireFields()
    options.set(7, 1)
    message.append(7, options)
  }
  for name in oneofs {
    var oneof = WireFields()
    oneof.append(1, name)
    message.append(8, oneof)
  }
  return message
}

/// An `EnumDescriptorProto` with values from 0.
func enumeration(_ name: String, _ values: [String]) -> WireFields {
  var result = WireFields()
  result.append(1, name)
  for (number, name) in values.enumerated() {
    var value = WireFields()
    value.append(1, name)
    value.set(2, number)
    result.append(2, value)
  }
  return result
}

/// A `ServiceDescriptorProto` with one method.
func service(
  _ name: String, method: String, input: String, output: String, clientStreaming: Bool = false,
  serverStreaming: Bool = false, idempotency: Int = 0, isDeprecated: Bool = false
) -> WireFields {
  var options = WireFields()
  options.set(34, idempotency)
  if isDeprecated { options.set(33, 1) }
  var description = WireFields()
  description.append(1, method)
  description.append(2, input)
  description.append(3, output)
  description.append(4, options)
  if clientStreaming { description.set(5, 1) }
  if serverStreaming { description.set(6, 1) }
  var result = WireFields()
  result.append(1, name)
  result.append(2, description)
  return result
}

/// A `FileDescriptorProto`; `comments` and `lines`, from 1, by the path of what they stand at.
func file(
  _ name: String, package: String = "laurel.shop.v1", syntax: String = "proto3",
  imports: [String] = [], messages: [WireFields] = [], enums: [WireFields] = [],
  services: [WireFields] = [], comments: [([Int], String)] = [], lines: [[Int]: Int] = [:]
) -> WireFields {
  var file = WireFields()
  file.append(1, name)
  if !package.isEmpty { file.append(2, package) }
  for name in imports { file.append(3, name) }
  for message in messages { file.append(4, message) }
  for value in enums { file.append(5, value) }
  for service in services { file.append(6, service) }
  var info = WireFields()
  for (path, text) in comments {
    var location = WireFields()
    location.append(1, numbers: path)
    location.append(3, text)
    info.append(1, location)
  }
  for (path, line) in lines {
    var location = WireFields()
    location.append(1, numbers: path)
    // Line and columns of a declaration in one line, from 0.
    location.append(2, numbers: [line - 1, 2, 20])
    info.append(1, location)
  }
  file.append(9, info)
  file.append(12, syntax)
  return file
}

extension WireFields {
  /// Appends the values of a repeated number field.
  fileprivate mutating func append(_ field: Int, numbers: [Int]) {
    for number in numbers {
      fields.append(WireField(number: field, value: .varint(UInt64(number))))
    }
  }
}

/// What the plugin answers to a request.
struct Answer {
  let error: String
  let features: Int?
  let files: [String: String]
  /// The files of the request that protoc-gen-c got.
  let rewritten: [WireFields]
  let bytes: [UInt8]

  /// Generates `names`, or the last of `files`.
  ///
  /// - Throws: `WireFormatError` when the answer is not a `CodeGeneratorResponse`.
  init(
    _ files: [WireFields], generating names: [String]? = nil,
    parameter: String = "c_module=CShop,c_folder=C,swift_folder=Swift"
  ) throws {
    var request = WireFields()
    for name in names ?? files.suffix(1).map({ $0.text(1) }) { request.append(1, name) }
    request.append(2, parameter)
    for file in files { request.append(15, file) }
    var forwarded: [UInt8] = []
    let recorder = Recorder()
    let generator = MessageGenerator { bytes in
      recorder.bytes = bytes
      return Self.cResponse(to: bytes)
    }
    bytes = generator.response(to: request.encoded())
    forwarded = recorder.bytes
    rewritten = try WireFields(decoding: forwarded).messages(15)
    let response = try WireFields(decoding: bytes)
    error = response.text(1)
    features = response.number(2)
    self.files = Dictionary(
      try response.messages(15).map { ($0.text(1), $0.text(15)) }, uniquingKeysWith: { $1 })
  }

  /// Stands for protoc-gen-c: a header and a source file for each file.
  private static func cResponse(to bytes: [UInt8]) -> [UInt8] {
    var response = WireFields()
    let names = (try? WireFields(decoding: bytes))?.texts(1) ?? []
    for name in names {
      for ending in [".pb-c.h", ".pb-c.c"] {
        var file = WireFields()
        file.append(1, name.dropLast(6) + ending)
        file.append(15, "/* \(name) */\n")
        response.append(15, file)
      }
    }
    return response.encoded()
  }

  private final class Recorder {
    var bytes: [UInt8] = []
  }
}
