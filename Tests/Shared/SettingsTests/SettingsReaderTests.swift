import Foundation
import Kernel
import Settings
import Testing

@Suite("SettingsReader")
struct SettingsReaderTests {
  private let port = Setting("LAUREL_LISTEN_PORT", "A port.", form: .integer(1...10), default: "3")
  private let peer = Setting("LAUREL_PEER_QUALITY", "A peer.", form: .endpoint)
  private let level = Setting("LAUREL_LOG_LEVEL", "A level.", form: .word(["info", "debug"]))

  private func reader(_ environment: [String: String]) async throws -> SettingsReader {
    try await SettingsReader(environment: environment)
  }

  @Test("takes the default when nothing or an empty text is set")
  func defaults() async throws {
    #expect(try await reader([:]).integer(port) == 3)
    #expect(try await reader(["LAUREL_LISTEN_PORT": ""]).integer(port) == 3)
    #expect(try await reader([:]).text(peer) == nil)
  }

  @Test(
    "refuses numbers that are none or out of range, naming the setting",
    arguments: ["0", "11", "x", "1.5", "99999999999999999999"])
  func numbers(text: String) async throws {
    let reader = try await reader(["LAUREL_LISTEN_PORT": text])
    let error = #expect(throws: ValidationError.self) { try reader.integer(port) }
    #expect(error?.field == "LAUREL_LISTEN_PORT")
  }

  @Test("reads endpoints, also of IPv6")
  func endpoints() async throws {
    for (text, host, port) in [("quality:7405", "quality", 7_405), ("[::1]:80", "::1", 80)] {
      let endpoint = try await reader(["LAUREL_PEER_QUALITY": text]).endpoint(peer)
      #expect(endpoint?.host == host)
      #expect(endpoint?.port == port)
    }
    for text in ["quality", ":80", "quality:", "quality:0", "quality:65536"] {
      let reader = try await reader(["LAUREL_PEER_QUALITY": text])
      #expect(throws: ValidationError.self) { try reader.endpoint(peer) }
    }
  }

  @Test("accepts the words of a setting and no other")
  func words() async throws {
    #expect(try await reader(["LAUREL_LOG_LEVEL": "debug"]).requiredText(level) == "debug")
    let wrong = try await reader(["LAUREL_LOG_LEVEL": "loud"])
    #expect(throws: ValidationError.self) { try wrong.requiredText(level) }
    let missing = try await reader([:])
    #expect(throws: ValidationError.self) { try missing.requiredText(level) }
  }

  @Test("lets the environment win over the settings file")
  func file() async throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "laurel-\(UUID().uuidString).env").path()
    try Data("LAUREL_LISTEN_PORT=5\nLAUREL_LOG_LEVEL=debug\n".utf8).write(
      to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reader = try await reader(["LAUREL_SETTINGS_FILE": path, "LAUREL_LISTEN_PORT": "7"])
    #expect(try reader.integer(port) == 7)
    #expect(try reader.requiredText(level) == "debug")
    await #expect(throws: ValidationError.self) {
      try await SettingsReader(environment: ["LAUREL_SETTINGS_FILE": path + ".missing"])
    }
  }

  @Test("reads secrets without their line end and refuses files that are too large")
  func secrets() async throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "laurel-\(UUID().uuidString).secret").path()
    try Data("word\n".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let secret = Setting("LAUREL_SECRET_FILE", "A secret.", form: .path)
    let reader = try await reader(["LAUREL_SECRET_FILE": path])
    #expect(try reader.secret(secret) == "word")
    #expect(throws: ValidationError.self) { try reader.fileContents(secret, bytesMax: 2) }
  }

  @Test("has a text for every setting of a service, each name once")
  func documentation() {
    let names = ServiceSetting.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(ServiceSetting.all.allSatisfy { $0.summary.hasSuffix(".") })
  }
}
