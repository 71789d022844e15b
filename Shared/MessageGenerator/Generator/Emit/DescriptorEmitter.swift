/// Emits the descriptors of proto files, so that reflection can serve them.
///
/// They are emitted as base64 in string literals: a literal costs the compiler and the start of a
/// process nothing, which an array of bytes does.
struct DescriptorEmitter {
  /// The enum that holds them.
  let typeName: String
  /// The access level of the enum, for example `package`.
  let access: String

  /// Files for Swift: one for each proto package and one that lists all.
  func files(_ files: [WireFields]) -> [(name: String, content: String)] {
    let packages = Dictionary(grouping: files) { $0.text(2) }
      .sorted { $0.key < $1.key }
    var output: [(String, String)] = packages.map { package, files in
      let content = extensionFile(package, files.sorted { $0.text(1) < $1.text(1) })
      return ("\(typeName)+\(SwiftName.namespace(ofPackage: package)).swift", content)
    }
    output.append(("\(typeName).swift", registryFile(packages.map(\.key))))
    return output
  }

  private func extensionFile(_ package: String, _ files: [WireFields]) -> String {
    var text = SourceText.swiftFile(
      from: "the files of package \(package)", imports: ["internal import Protobuf"])
    text.line()
    text.block("extension \(typeName)") { text in
      text.line("/// The files of package `\(package)`.")
      text.block("static var \(property(package)): [SerializedProtoFile]") { text in
        text.line("[")
        text.indented { text in
          for file in files { literal(file, in: &text) }
        }
        text.line("]")
      }
    }
    return text.text
  }

  private func literal(_ file: WireFields, in text: inout SourceText) {
    var file = file
    // Comments and positions: bigger than all the rest, and no tool needs them to make calls.
    file.remove(9)
    let base64 = Array(Self.base64(file.encoded()))
    text.line("SerializedProtoFile(")
    text.indented { text in
      text.line("name: \(SourceText.literal(file.text(1))),")
      text.line("base64: \"\"\"")
      text.indented { text in
        for start in stride(from: 0, to: base64.count, by: Self.lineLength) {
          let end = min(start + Self.lineLength, base64.count)
          let line = String(decoding: base64[start..<end], as: UTF8.self)
          text.line(line + (end < base64.count ? "\\" : ""))
        }
        text.line("\"\"\"),")
      }
    }
  }

  private func registryFile(_ packages: [String]) -> String {
    var text = SourceText.swiftFile(
      from: "all proto files of the module", imports: ["\(access) import Protobuf"])
    text.line()
    text.line("/// The proto files that the messages of this module are made from, and all files")
    text.line("/// that these import.")
    text.block("\(access) enum \(typeName)") { text in
      text.line("/// Every file once, by package and name.")
      text.block("\(access) static var all: [SerializedProtoFile]") { text in
        text.line("[")
        text.indented { text in
          for package in packages { text.line(property(package) + ",") }
        }
        text.line("].flatMap { $0 }")
      }
    }
    return text.text
  }

  private static let lineLength = 80

  private func property(_ package: String) -> String {
    if package.isEmpty { return "withoutPackage" }
    let name = SwiftName.property(package.split(separator: ".").joined(separator: "_"))
    return name == "all" ? "all_" : SwiftName.quoted(name)
  }

  /// Base64 with padding (RFC 4648, section 4), as ASCII.
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { bits, offset in
        bits << 8 | (offset < group.count ? Int(group[start + offset]) : 0)
      }
      for position in 0..<4 {
        text.append(
          position <= group.count
            ? alphabet[bits >> (18 - 6 * position) & 63] : UInt8(ascii: "="))
      }
    }
    return text
  }
}
