// What a proto file declares, read from protoc's descriptors. Field numbers are those of
// google/protobuf/descriptor.proto.

/// A proto file.
struct ProtoFile: Sendable {
  /// The path by which it is imported, for example `laurel/quality/v1/form.proto`.
  let name: String
  let package: String
  /// `proto2` when the file does not say.
  let syntax: String
  let messages: [ProtoMessage]
  let enums: [ProtoEnum]
  let services: [ProtoService]

  /// - Throws: ``WireFormatError``.
  init(_ wire: WireFields) throws(WireFormatError) {
    name = wire.text(1)
    package = wire.text(2)
    syntax = wire.text(12).isEmpty ? "proto2" : wire.text(12)
    let comments = try Comments(wire.message(9))
    messages = try wire.messages(4) { index, message throws(WireFormatError) in
      try ProtoMessage(message, scope: wire.text(2), path: [4, index], comments)
    }
    enums = try wire.messages(5) { index, value throws(WireFormatError) in
      try ProtoEnum(value, scope: wire.text(2), path: [5, index], comments)
    }
    services = try wire.messages(6) { index, service throws(WireFormatError) in
      try ProtoService(service, scope: wire.text(2), path: [6, index], comments)
    }
  }

  /// Every message of the file, outer ones before the ones nested in them; no map entries.
  var allMessages: [ProtoMessage] { messages.flatMap(\.withNested) }
}

/// The comments of a proto file, by the path of what they stand at.
struct Comments {
  private var leading: [[Int]: String] = [:]

  /// - Throws: ``WireFormatError``.
  init(_ sourceCodeInfo: WireFields) throws(WireFormatError) {
    for location in try sourceCodeInfo.messages(1) {
      let text = location.text(3).isEmpty ? location.text(4) : location.text(3)
      if !text.isEmpty { leading[try location.numbers(1)] = text }
    }
  }

  /// The lines of the comment before (or else behind) the declaration at `path`.
  subscript(path: [Int]) -> [String] {
    guard let text = leading[path] else { return [] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return String(line.first == " " ? line.dropFirst() : line)
    }
    while lines.last == "" { lines.removeLast() }
    while lines.first == "" { lines.removeFirst() }
    return lines
  }
}

/// A service of a proto file.
struct ProtoService: Sendable {
  let name: String
  let fullName: String
  let comment: [String]
  let methods: [ProtoMethod]

  init(
    _ wire: WireFields, scope: String, path: [Int], _ comments: Comments
  ) throws(WireFormatError) {
    name = wire.text(1)
    fullName = scope + "." + wire.text(1)
    comment = comments[path]
    methods = try wire.messages(2) { index, method throws(WireFormatError) in
      try ProtoMethod(method, comment: comments[path + [2, index]])
    }
  }
}

/// A method of a service.
struct ProtoMethod: Sendable {
  /// `idempotency_level` of `google.protobuf.MethodOptions`.
  enum Idempotency: Int, Sendable {
    case unknown = 0
    case noSideEffects = 1
    case idempotent = 2
  }

  let name: String
  let comment: [String]
  /// Full names of the messages, with a leading dot.
  let input: String
  let output: String
  let isClientStreaming: Bool
  let isServerStreaming: Bool
  let idempotency: Idempotency

  init(_ wire: WireFields, comment: [String]) throws(WireFormatError) {
    name = wire.text(1)
    self.comment = comment
    input = wire.text(2)
    output = wire.text(3)
    isClientStreaming = wire.flag(5)
    isServerStreaming = wire.flag(6)
    idempotency = try Idempotency(rawValue: wire.message(4).number(34) ?? 0) ?? .unknown
  }
}
