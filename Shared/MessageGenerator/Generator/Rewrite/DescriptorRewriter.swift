/// Rewrites proto3 descriptors so that protoc-gen-c and libprotobuf-c lose nothing.
///
/// The bytes on the wire stay the same; only the C that is made from them differs:
/// - `syntax` becomes proto2, so every scalar gets a `has_` flag: presence, merging and `-0.0`
///   work;
/// - `string` becomes `bytes`: libprotobuf-c cuts a `char *` at U+0000 and never checks UTF-8;
/// - `bool` becomes `uint64`: libprotobuf-c does not check the wire type of `bool`;
/// - enums become `int32`: open, and without C enum names that can clash;
/// - map entries become plain messages;
/// - fields get the prefix `f_` and oneofs `o_`: no C keyword, no clash with `base`, `has_x`,
///   `n_x`;
/// - services, options, defaults, reservations, extensions and imports only for options go away.
enum DescriptorRewriter {
  /// The request for protoc-gen-c: the same files to generate, every file they need rewritten.
  ///
  /// - Throws: ``WireFormatError``.
  static func rewritten(_ request: WireFields) throws(WireFormatError) -> WireFields {
    var files = try request.messages(15)
    let homes = try fileNamesByMessage(files)
    let roots = request.texts(1)
    for index in files.indices { try rewriteFile(&files[index], homes: homes) }
    let needed = closure(of: roots, files: files)
    var result = WireFields()
    for name in roots { result.append(1, name) }
    for version in try request.messages(3) { result.append(3, version) }
    for file in files where needed.contains(file.text(1)) { result.append(15, file) }
    return result
  }

  /// The name of a field in C.
  static func fieldName(_ name: String) -> String { "f_" + name.lowercased() }

  /// The name of a oneof in C.
  static func oneofName(_ name: String) -> String { "o_" + name.lowercased() }

  // MARK: - Files

  private static func rewriteFile(
    _ file: inout WireFields, homes: [String: String]
  ) throws(WireFormatError) {
    file.remove(5, 6, 7, 8, 9, 10, 11)
    file.set(12, "proto2")
    var used: Set<String> = []
    for message in try file.messages(4) {
      for name in try typeNames(in: message) {
        if let home = homes[name], home != file.text(1) { used.insert(home) }
      }
    }
    file.remove(3)
    for name in used.sorted() { file.append(3, name) }
    try file.changeMessages(4) { message throws(WireFormatError) in
      try rewriteMessage(&message)
    }
  }

  private static func closure(of roots: [String], files: [WireFields]) -> Set<String> {
    let dependencies = Dictionary(
      files.map { ($0.text(1), $0.texts(3)) }, uniquingKeysWith: { first, _ in first })
    var needed: Set<String> = []
    var open = roots
    while let name = open.popLast() {
      if needed.insert(name).inserted { open += dependencies[name] ?? [] }
    }
    return needed
  }

  private static func fileNamesByMessage(
    _ files: [WireFields]
  ) throws(WireFormatError) -> [String: String] {
    var homes: [String: String] = [:]
    for file in files {
      let scope = file.text(2).isEmpty ? "" : "." + file.text(2)
      for message in try file.messages(4) {
        try collect(message, scope: scope, file: file.text(1), into: &homes)
      }
    }
    return homes
  }

  private static func collect(
    _ message: WireFields, scope: String, file: String, into homes: inout [String: String]
  ) throws(WireFormatError) {
    let name = scope + "." + message.text(1)
    homes[name] = file
    for nested in try message.messages(3) {
      try collect(nested, scope: name, file: file, into: &homes)
    }
  }

  /// Full names of the messages that fields of `message` have.
  private static func typeNames(in message: WireFields) throws(WireFormatError) -> [String] {
    var names: [String] = []
    for field in try message.messages(2) where field.number(5) == Kind.message.rawValue {
      names.append(field.text(6))
    }
    for nested in try message.messages(3) { names += try typeNames(in: nested) }
    return names
  }

  // MARK: - Messages

  private typealias Kind = ProtoField.Kind

  private static func rewriteMessage(_ message: inout WireFields) throws(WireFormatError) {
    let syntheticOneofs = Set(
      try message.messages(2).filter { $0.flag(17) }.compactMap { $0.number(9) })
    message.remove(4, 5, 6, 7, 9, 10)
    try message.changeMessages(2) { field throws(WireFormatError) in try rewriteField(&field) }
    // protoc puts the oneofs of `optional` fields last, so the other indexes stay right.
    let oneofs = try message.messages(8)
    message.remove(8)
    for (index, oneof) in oneofs.enumerated() where !syntheticOneofs.contains(index) {
      var renamed = WireFields()
      renamed.append(1, oneofName(oneof.text(1)))
      message.append(8, renamed)
    }
    try message.changeMessages(3) { nested throws(WireFormatError) in try rewriteMessage(&nested) }
  }

  private static func rewriteField(_ field: inout WireFields) throws(WireFormatError) {
    var kind = Kind(rawValue: field.number(5) ?? 0)
    switch kind {
    case .string: kind = .bytes
    case .bool: kind = .uint64
    case .enum:
      kind = .int32
      field.remove(6)
    default: break
    }
    if let kind { field.set(5, kind.rawValue) }
    field.set(1, fieldName(field.text(1)))
    if field.flag(17) { field.remove(9) }
    let isPacked = try field.message(8).number(2) != 0
    field.remove(2, 7, 8, 10, 17)
    guard field.number(4) == 3, kind != .bytes, kind != .message, isPacked else { return }
    var options = WireFields()
    options.set(2, 1)
    field.append(8, options)
  }
}
