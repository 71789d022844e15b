internal import Configuration
internal import Foundation
package import Kernel
internal import SystemPackage

/// Reads settings from the environment and from the settings file, and checks every value.
package struct SettingsReader: Sendable {
  /// The setting that names the settings file.
  package static var file: Setting {
    Setting(
      "LAUREL_SETTINGS_FILE", "A file of further settings, NAME=value a line.", form: .path)
  }

  private let reader: ConfigReader

  /// Opens the settings of this process.
  ///
  /// - Parameter environment: The environment variables.
  /// - Throws: ``ValidationError`` when the settings file cannot be read.
  package init(environment: [String: String]) async throws(ValidationError) {
    let variables = EnvironmentVariablesProvider(environmentVariables: environment)
    guard let path = environment[Self.file.name], !path.isEmpty else {
      reader = ConfigReader(provider: variables)
      return
    }
    do {
      let file = try await EnvironmentVariablesProvider(environmentFilePath: FilePath(path))
      reader = ConfigReader(providers: [variables, file])
    } catch {
      throw ValidationError(field: Self.file.name, reason: "cannot be read")
    }
  }

  /// The text of a setting, or `nil` when it is not set and has no default.
  ///
  /// An empty value counts as not set.
  package func text(_ setting: Setting) -> String? {
    let key = ConfigKey(setting.name.lowercased().split(separator: "_").map(String.init))
    if let value = reader.string(forKey: key), !value.isEmpty { return value }
    return setting.defaultValue
  }

  /// The text of a setting that must be there.
  package func requiredText(_ setting: Setting) throws(ValidationError) -> String {
    guard let value = text(setting) else {
      throw ValidationError(field: setting.name, reason: "is required: \(setting.summary)")
    }
    guard case .word(let words) = setting.form, !words.contains(value) else { return value }
    throw ValidationError(
      field: setting.name, reason: "must be one of \(words.joined(separator: ", "))")
  }

  /// The number of a setting.
  package func integer(_ setting: Setting) throws(ValidationError) -> Int {
    let value = try requiredText(setting)
    guard case .integer(let range) = setting.form else {
      preconditionFailure("the setting is declared as a number")
    }
    guard let number = Int(value), range.contains(number) else {
      throw ValidationError(
        field: setting.name,
        reason: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The host and port of a setting.
  package func endpoint(_ setting: Setting) throws(ValidationError) -> (host: String, port: Int)? {
    guard let value = text(setting) else { return nil }
    guard let colon = value.lastIndex(of: ":"), colon != value.startIndex,
      let port = Int(value[value.index(after: colon)...]), (1...65_535).contains(port)
    else {
      throw ValidationError(field: setting.name, reason: "must have the form host:port")
    }
    let host = value[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
    return (String(host), port)
  }

  /// The bytes of the file that a setting names.
  ///
  /// - Parameters:
  ///   - setting: Names the file.
  ///   - bytesMax: A larger file is refused.
  /// - Returns: The bytes.
  /// - Throws: ``ValidationError`` naming the setting.
  package func fileContents(
    _ setting: Setting, bytesMax: Int
  ) throws(ValidationError) -> [UInt8] {
    let path = try requiredText(setting)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError(field: setting.name, reason: "names a file that cannot be read")
    }
    guard data.count <= bytesMax else {
      throw ValidationError(
        field: setting.name, reason: "names a file of more than \(bytesMax) bytes")
    }
    return Array(data)
  }

  /// The text of a one-line secret file, without the line end; `nil` when the setting is not set.
  package func secret(_ setting: Setting) throws(ValidationError) -> String? {
    guard text(setting) != nil else { return nil }
    let bytes = try fileContents(setting, bytesMax: 4_096)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ValidationError(field: setting.name, reason: "names a file that is not text")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
