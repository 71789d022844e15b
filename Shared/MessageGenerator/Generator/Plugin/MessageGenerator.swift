/// The protoc plugin: bytes of a `CodeGeneratorRequest` in, bytes of a `CodeGeneratorResponse` out.
///
/// Stages: read the descriptors, rewrite a copy for protoc-gen-c, find names, emit.
package struct MessageGenerator {
  /// Runs the unmodified protoc-gen-c: a `CodeGeneratorRequest` in, a `CodeGeneratorResponse` out.
  package typealias CGenerator = ([UInt8]) throws(GeneratorError) -> [UInt8]

  private let runCGenerator: CGenerator

  package init(runCGenerator: @escaping CGenerator) {
    self.runCGenerator = runCGenerator
  }

  /// Answers one request; what is wrong with the proto files stands in the response's `error`.
  package func response(to request: [UInt8]) -> [UInt8] {
    var response = WireFields()
    response.set(2, Self.supportsProto3Optional)
    do throws(GeneratorError) {
      for file in try files(for: request) {
        var message = WireFields()
        message.append(1, file.name)
        message.append(15, file.content)
        response.append(15, message)
      }
    } catch {
      response.append(1, error.description)
    }
    return response.encoded()
  }

  /// `FEATURE_PROTO3_OPTIONAL`.
  private static let supportsProto3Optional = 1

  private struct OutputFile {
    let name: String
    let content: String
  }

  private func files(for bytes: [UInt8]) throws(GeneratorError) -> [OutputFile] {
    let request: WireFields
    let files: [ProtoFile]
    do throws(WireFormatError) {
      request = try WireFields(decoding: bytes)
      files = try request.messages(15) { _, file throws(WireFormatError) in try ProtoFile(file) }
    } catch {
      throw GeneratorError(reason: "the request is not a CodeGeneratorRequest (\(error))")
    }
    let generated = Set(request.texts(1))
    let options = try GeneratorOptions(parsing: request.text(2))
    let context = EmitContext(
      types: try TypeTable(files: files, generated: generated, options: options),
      options: options, generated: generated)
    let own = files.filter { generated.contains($0.name) }
    for file in own { try ProtoChecks(context: context).check(file) }
    let output =
      try cFiles(request, own, context) + swiftFiles(own, files, context)
      + descriptorFiles(request, context)
    try checkPaths(output)
    return output
  }

  // MARK: - C

  private func cFiles(
    _ request: WireFields, _ files: [ProtoFile], _ context: EmitContext
  ) throws(GeneratorError) -> [OutputFile] {
    let (options, emitter) = (context.options, CHeaderEmitter(moduleName: context.options.cModule))
    let withMessages = files.filter { !$0.messages.isEmpty }
    var output = [
      OutputFile(
        name: options.cPath("include/module.modulemap"), content: emitter.moduleMap()),
      OutputFile(
        name: options.cPath("include/\(options.cModule).h"),
        content: emitter.umbrellaHeader(files)),
    ]
    for file in withMessages {
      let stem = CHeaderEmitter.stem(file.name)
      output.append(
        OutputFile(
          name: options.cPath("include/\(stem).arena.h"), content: emitter.arenaHeader(file)))
    }
    let answered = try answerOfCGenerator(to: request)
    let kept = Set(withMessages.map { CHeaderEmitter.stem($0.name) })
    for file in answered {
      let name = file.text(1)
      let stem = name.hasSuffix(".pb-c.h") || name.hasSuffix(".pb-c.c") ? name.dropLast(7) : ""
      guard kept.contains(String(stem)) else { continue }
      let path = name.hasSuffix(".h") ? options.cPath("include/" + name) : options.cPath(name)
      output.append(OutputFile(name: path, content: file.text(15)))
    }
    return output
  }

  /// The files that protoc-gen-c makes from the rewritten descriptors.
  private func answerOfCGenerator(
    to request: WireFields
  ) throws(GeneratorError) -> [WireFields] {
    let rewritten: WireFields
    do throws(WireFormatError) {
      rewritten = try DescriptorRewriter.rewritten(request)
    } catch {
      throw GeneratorError(reason: "the descriptors could not be read (\(error))")
    }
    let bytes = try runCGenerator(rewritten.encoded())
    let answer: WireFields
    let files: [WireFields]
    do throws(WireFormatError) {
      answer = try WireFields(decoding: bytes)
      files = try answer.messages(15)
    } catch {
      throw GeneratorError(reason: "protoc-gen-c was not understood (\(error))")
    }
    guard answer.text(1).isEmpty else {
      throw GeneratorError(reason: "protoc-gen-c: " + answer.text(1))
    }
    return files
  }

  // MARK: - Swift

  private func swiftFiles(
    _ files: [ProtoFile], _ all: [ProtoFile], _ context: EmitContext
  ) -> [OutputFile] {
    var output: [OutputFile] = []
    for file in files {
      let namespace = SwiftName.namespace(ofPackage: file.package)
      let stem = CHeaderEmitter.stem(file.name).split(separator: "/").last.map(String.init) ?? ""
      let name = "\(namespace)+\(SwiftName.upperCamel(stem))"
      func add(_ path: String, _ content: String?) {
        guard let content else { return }
        let path = context.options.swiftPath("\(namespace)/\(path)")
        output.append(OutputFile(name: path, content: content))
      }
      add("\(name).swift", ValueEmitter(context).file(file))
      add("\(name)Mapping.swift", MappingEmitter(context).file(file))
      add("Unsafe/\(name)Wire.swift", WireEmitter(context).file(file))
      if context.options.emitsServices {
        add("\(name)Calls.swift", ServiceEmitter(context).file(file))
      }
    }
    output.append(
      OutputFile(
        name: context.options.swiftPath("Namespaces.swift"),
        content: namespaces(files, all, context)))
    if !context.options.typesName.isEmpty {
      output.append(
        OutputFile(
          name: context.options.swiftPath("MessageTypes.swift"),
          content: messageTypes(files, context)))
    }
    let catalogue = context.options.catalogueType
    if context.options.emitsServices, !catalogue.isEmpty {
      output.append(
        OutputFile(
          name: context.options.swiftPath("\(catalogue).swift"),
          content: CatalogueEmitter(context).file(files)))
    }
    return output
  }

  /// The descriptors of the files and of all they import; protoc sends no others.
  private func descriptorFiles(
    _ request: WireFields, _ context: EmitContext
  ) throws(GeneratorError) -> [OutputFile] {
    let type = context.options.descriptorsType
    guard !type.isEmpty else { return [] }
    do throws(WireFormatError) {
      let emitter = DescriptorEmitter(typeName: type, access: context.access)
      return emitter.files(try request.messages(15)).map { file in
        OutputFile(
          name: context.options.swiftPath("Descriptors/\(file.name)"), content: file.content)
      }
    } catch {
      throw GeneratorError(reason: "the descriptors could not be read (\(error))")
    }
  }

  /// A constant with all messages of the run.
  private func messageTypes(_ files: [ProtoFile], _ context: EmitContext) -> String {
    let type = context.types.known("MessageTypes", in: "ProtobufJSON")
    var text = SourceText.swiftFile(
      from: "all proto files of the module", imports: ["\(context.access) import ProtobufJSON"])
    text.line()
    text.block("extension \(type)") { text in
      text.line("/// Every message of this module.")
      text.line("\(context.access) static let \(context.options.typesName) = \(type)([")
      text.indented { text in
        for message in files.flatMap(\.allMessages) {
          guard let entry = context.types["." + message.fullName] else { continue }
          text.line("\(entry.swiftName).self,")
        }
      }
      text.line("])")
    }
    return text.text
  }

  /// Declares the namespaces; those of packages that another module has stay there.
  private func namespaces(
    _ files: [ProtoFile], _ all: [ProtoFile], _ context: EmitContext
  ) -> String {
    let elsewhere = Set(
      all.filter { context.options.module(providing: $0.name) != nil }
        .filter { !context.generated.contains($0.name) }.map(\.package))
    var text = SourceText()
    text.line("// Generated by protoc-gen-laurel. Do not edit.")
    text.line("// swift-format-ignore-file")
    for package in Set(files.map(\.package)).subtracting(elsewhere).sorted() {
      text.line()
      text.line("/// What package `\(package)` declares.")
      text.line("\(context.access) enum \(SwiftName.namespace(ofPackage: package)) {}")
    }
    return text.text
  }

  /// The files of a Swift module need different names, whatever their folder.
  private func checkPaths(_ output: [OutputFile]) throws(GeneratorError) {
    var seen: Set<String> = []
    for file in output where file.name.hasSuffix(".swift") {
      let name = file.name.split(separator: "/").last.map(String.init) ?? ""
      guard seen.insert(name).inserted else {
        throw GeneratorError(reason: "two proto files would both be written to \(name)")
      }
    }
  }
}
