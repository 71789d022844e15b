// What a proto file declares, read from protoc's descriptors. Field numbers are those of
// google/protobuf/descriptor.proto.

/// A proto file.
struct ProtoFile: Sendable {
  /// The path by which it is imported, for example `laurel/quality/v1/form.proto`.
  let name: String
  let package: String
  /// `proto2` when the file does not say.
  let syntax: String
  /// The line of what says so.
  let syntaxLine: Int?
  let messages: [ProtoMessage]
  let enums: [ProtoEnum]
  let services: [ProtoService]

  /// - Throws: ``WireFormatError``.
  init(_ wire: WireFields) throws(WireFormatError) {
    name = wire.text(1)
    package = wire.text(2)
    syntax = wire.text(12).isEmpty ? "proto2" : wire.text(12)
    let source = try SourceInfo(wire.message(9))
    syntaxLine = source.line([12])
    messages = try wire.messages(4) { index, message throws(WireFormatError) in
      try ProtoMessage(message, scope: wire.text(2), path: [4, index], source)
    }
    enums = try wire.messages(5) { index, value throws(WireFormatError) in
      try ProtoEnum(value, scope: wire.text(2), path: [5, index], source)
    }
    services = try wire.messages(6) { index, service throws(WireFormatError) in
      try ProtoService(service, scope: wire.text(2), path: [6, index], source)
    }
  }

  /// Every message of the file, outer ones before the ones nested in them; no map entries.
  var allMessages: [ProtoMessage] { messages.flatMap(\.withNested) }
}

/// A service of a proto file.
struct ProtoService: Sendable {
  let name: String
  let fullName: String
  /// From 1; nil when protoc does not say, here and in all declarations.
  let line: Int?
  let comment: [String]
  let methods: [ProtoMethod]

  init(
    _ wire: WireFields, scope: String, path: [Int], _ source: SourceInfo
  ) throws(WireFormatError) {
    name = wire.text(1)
    fullName = scope + "." + wire.text(1)
    line = source.line(path)
    comment = source.comment(path)
    methods = try wire.messages(2) { index, method throws(WireFormatError) in
      try ProtoMethod(method, path: path + [2, index], source)
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
  let line: Int?
  let comment: [String]
  /// Full names of the messages, with a leading dot.
  let input: String
  let output: String
  let isClientStreaming: Bool
  let isServerStreaming: Bool
  let idempotency: Idempotency
  let deprecation: Deprecation?

  init(_ wire: WireFields, path: [Int], _ source: SourceInfo) throws(WireFormatError) {
    name = wire.text(1)
    line = source.line(path)
    comment = source.comment(path)
    input = wire.text(2)
    output = wire.text(3)
    isClientStreaming = wire.flag(5)
    isServerStreaming = wire.flag(6)
    idempotency = try Idempotency(rawValue: wire.message(4).number(34) ?? 0) ?? .unknown
    deprecation = Deprecation(try wire.message(4).flag(33), comment: comment)
  }
}
