@testable import MessageGenerator

extension Schema {
  /// Reads a `FileDescriptorSet` that protoc wrote with imports and source info.
  ///
  /// - Parameters:
  ///   - descriptors: The bytes of the set.
  ///   - unusedImports: By the path of a file what the compiler calls unused in it.
  ///   - isChecked: Whether a file is checked, not only there to be imported.
  /// - Throws: `WireFormatError`.
  init(
    _ descriptors: [UInt8], unusedImports: [String: Set<String>] = [:],
    checking isChecked: (_ path: String) -> Bool = { _ in true }
  ) throws {
    let all = try WireFields(decoding: descriptors).messages(1).map { file in
      try SchemaReader(file).file(unusedImports: unusedImports[file.text(1)] ?? [])
    }.sorted { $0.path < $1.path }
    files = all.filter { isChecked($0.path) }
    imported = all.filter { !isChecked($0.path) }
  }
}

/// Reads one `FileDescriptorProto`.
private struct SchemaReader {
  private let wire: WireFields
  private let source: SourceInfo
  private let path: String
  private let package: String
  private let isProto2: Bool

  init(_ wire: WireFields) throws {
    self.wire = wire
    source = try SourceInfo(wire.message(9))
    path = wire.text(1)
    package = wire.text(2)
    isProto2 = wire.text(12) != "proto3"
  }

  func file(unusedImports: Set<String>) throws -> Schema.File {
    let options = try wire.message(8)
    var optionLines: [Int: Int] = [:]
    for option in options.fields { optionLines[option.number] = source.line([8, option.number]) }
    return Schema.File(
      element: Element(
        place: Place(file: path, line: source.line([2]), name: package), nestedName: "",
        comment: "", wire: wire, options: options),
      path: path, package: package, syntax: isProto2 ? "proto2" : wire.text(12),
      isSyntaxSpecified: source[[12]] != nil, imports: try imports(unused: unusedImports),
      messages: try wire.messages(4).enumerated().map { try message($1, "", [4, $0]) },
      enums: try wire.messages(5).enumerated().map { try enumeration($1, "", [5, $0]) },
      extensions: try wire.messages(7).enumerated().map { try field($1, "", [7, $0]) },
      services: try wire.messages(6).enumerated().map { try service($1, [6, $0]) },
      optionLines: optionLines)
  }

  private func imports(unused: Set<String>) throws -> [Schema.Import] {
    let (publics, weaks) = (try wire.numbers(10), try wire.numbers(11))
    return wire.texts(3).enumerated().map { index, imported in
      Schema.Import(
        element: Element(
          place: Place(file: path, line: source.line([3, index]), name: imported),
          nestedName: imported, comment: "", wire: WireFields(), options: WireFields()),
        path: imported, isPublic: publics.contains(index), isWeak: weaks.contains(index),
        isUnused: unused.contains(imported))
    }
  }

  // The scope is the nested name of the outer declaration, empty at the top level; the path is that
  // of the declaration in the source info; the options are in the field of that number.
  private func element(
    _ wire: WireFields, in scope: String, _ path: [Int], options: Int
  ) throws -> Element {
    let nestedName = scope.isEmpty ? wire.text(1) : scope + "." + wire.text(1)
    let location = source[path]
    return Element(
      place: Place(
        file: self.path, line: location?.line,
        name: package.isEmpty ? nestedName : package + "." + nestedName),
      nestedName: nestedName, comment: location?.leadingComment ?? "", wire: wire,
      options: try wire.message(options))
  }

  private func message(
    _ wire: WireFields, _ scope: String, _ path: [Int]
  ) throws -> Schema.Message {
    let element = try element(wire, in: scope, path, options: 7)
    let name = element.nestedName
    let oneofNames = try wire.messages(8).map { $0.text(1) }
    let nested = try wire.messages(3).enumerated().map { try message($1, name, path + [3, $0]) }
    let maps = Set(nested.filter(\.isMapEntry).map(\.fullName))
    let fields = try wire.messages(2).enumerated().map { index, field in
      try self.field(field, name, path + [2, index], oneofs: oneofNames, maps: maps)
    }
    let oneofs = try wire.messages(8).enumerated().map { index, oneof in
      Schema.Oneof(element: try self.element(oneof, in: name, path + [8, index], options: 2))
    }
    return Schema.Message(
      element: element, fields: fields,
      oneofs: oneofs.filter { oneof in fields.contains { $0.oneof == oneof.name } },
      messages: nested,
      enums: try wire.messages(4).enumerated().map { try enumeration($1, name, path + [4, $0]) },
      extensions: try wire.messages(6).enumerated().map { try field($1, name, path + [6, $0]) },
      // The ends of a message's ranges do not belong to them.
      reserved: Schema.Reserved(ranges: try wire.ranges(9, upTo: -1), names: wire.texts(10)),
      extensionRanges: try wire.ranges(5, upTo: -1), isMapEntry: element.options.flag(7))
  }

  // The oneofs are those of the message by their order, the maps the full names of its map entries.
  private func field(
    _ wire: WireFields, _ scope: String, _ path: [Int], oneofs: [String] = [],
    maps: Set<String> = []
  ) throws -> Schema.Field {
    let kind = ProtoField.Kind(rawValue: wire.number(5) ?? 0) ?? .group
    let typeName = String(wire.text(6).dropFirst())
    let isOptional = wire.flag(17)
    let cardinality: Schema.Field.Cardinality =
      switch wire.number(4) {
      case 3: maps.contains(typeName) ? .map : .repeated
      case 2: .required
      default:
        isProto2 || kind == .message || wire.number(9) != nil
          || !wire.text(2).isEmpty ? .explicit : .implicit
      }
    return Schema.Field(
      element: try element(wire, in: scope, path, options: 8), number: wire.number(3) ?? 0,
      kind: kind, typeName: typeName, cardinality: cardinality,
      oneof: isOptional ? nil : wire.number(9).map { oneofs[$0] }, jsonName: wire.text(10),
      defaultValue: wire.text(7), extendee: String(wire.text(2).dropFirst()))
  }

  private func enumeration(
    _ wire: WireFields, _ scope: String, _ path: [Int]
  ) throws -> Schema.Enumeration {
    let element = try element(wire, in: scope, path, options: 3)
    let values = try wire.messages(2).enumerated().map { index, value in
      Schema.Value(
        element: try self.element(value, in: element.nestedName, path + [2, index], options: 3),
        number: value.number(2) ?? 0, enumName: element.name)
    }
    return Schema.Enumeration(
      element: element, values: values,
      reserved: Schema.Reserved(ranges: try wire.ranges(4, upTo: 0), names: wire.texts(5)),
      isClosed: isProto2)
  }

  private func service(_ wire: WireFields, _ path: [Int]) throws -> Schema.Service {
    let element = try element(wire, in: "", path, options: 3)
    let methods = try wire.messages(2).enumerated().map { index, method in
      let methodElement = try self.element(
        method, in: element.nestedName, path + [2, index], options: 4)
      return Schema.Method(
        element: methodElement, serviceName: element.name,
        input: String(method.text(2).dropFirst()), output: String(method.text(3).dropFirst()),
        isClientStreaming: method.flag(5), isServerStreaming: method.flag(6),
        idempotency: ProtoMethod.Idempotency(rawValue: methodElement.options.number(34) ?? 0)
          ?? .unknown)
    }
    return Schema.Service(element: element, methods: methods)
  }
}

extension WireFields {
  /// Ranges with start and end; `upTo` is what to add to the end to get the last number.
  fileprivate func ranges(_ field: Int, upTo: Int) throws -> [ClosedRange<Int>] {
    try messages(field).map { range in
      let start = range.number(1) ?? 0
      return start...max(start, (range.number(2) ?? 0) + upTo)
    }
  }
}
