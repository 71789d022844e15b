internal import Foundation

/// The folder of a local suite: its cluster, secrets, logs, process files and settings.
struct SuiteFolder: Sendable {
  /// The absolute path.
  let path: String

  /// - Parameter path: Relative paths begin at the working directory.
  init(_ path: String) {
    self.path =
      URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL.path(
        percentEncoded: false
      ).trimmingTrailingSlash
  }

  /// The folder of the database: the cluster in `data`, and its log.
  var postgres: String { path + "/postgres" }
  /// Keys and passwords; for the owner only.
  var secrets: String { path + "/secrets" }
  /// The output of every process.
  var log: String { path + "/log" }
  /// The process files of the services.
  var run: String { path + "/run" }
  /// Where the suite is reached; later commands read it.
  var settingsFile: String { path + "/settings.env" }

  func logFile(of service: SuiteService) -> String { "\(log)/\(service.name).log" }

  func processFile(of service: SuiteService) -> String { "\(run)/\(service.name).pid" }

  /// Whether a suite was ever started here.
  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Makes the folder with its parts.
  func create() throws {
    try Files.createFolder(path, permissions: 0o755)
    try Files.createFolder(secrets, permissions: 0o700)
    try Files.createFolder(log, permissions: 0o755)
    try Files.createFolder(run, permissions: 0o755)
    // Whoever versions the folder around it does not want this one.
    try Files.replace(path + "/.gitignore", with: Array("*\n".utf8), permissions: 0o644)
  }
}

extension String {
  fileprivate var trimmingTrailingSlash: String {
    count > 1 && last == "/" ? String(dropLast()) : self
  }
}
