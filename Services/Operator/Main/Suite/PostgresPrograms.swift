internal import Foundation

/// The programs of one PostgreSQL version.
struct PostgresPrograms: Sendable {
  /// The folder with `initdb`, `pg_ctl` and `postgres`.
  let folder: String
  /// The major version, for example 15.
  let version: Int

  /// The oldest version that works.
  private static var versionMin: Int { 15 }

  func path(_ program: String) -> String { "\(folder)/\(program)" }

  /// Finds the programs of the version that a cluster was made by; the newest ones before there is
  /// a cluster.
  static func find(version: Int?) async throws -> PostgresPrograms {
    let installed = try await installed().filter { $0.version >= versionMin }
    if let version {
      guard let match = installed.first(where: { $0.version == version }) else {
        throw CommandFailure(
          "The data was made by PostgreSQL \(version), which is not installed any more; install "
            + "it: apt-get install postgresql-\(version)")
      }
      return match
    }
    guard let newest = installed.max(by: { $0.version < $1.version }) else {
      throw CommandFailure(
        "PostgreSQL \(versionMin) or later is not installed: apt-get install postgresql")
    }
    return newest
  }

  /// Debian keeps each version in a folder of its own; elsewhere `pg_config` knows the one.
  private static func installed() async throws -> [PostgresPrograms] {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    var programs = versions.compactMap { name in
      Int(name).map { PostgresPrograms(folder: "\(root)/\(name)/bin", version: $0) }
    }
    if programs.isEmpty,
      let folder = try? await ChildProcess.run("pg_config", ["--bindir"]),
      let version = try? await ChildProcess.run("pg_config", ["--version"]),
      let major = version.output.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    {
      let path = folder.output.trimmingCharacters(in: .whitespacesAndNewlines)
      programs.append(PostgresPrograms(folder: path, version: major))
    }
    return programs.filter {
      FileManager.default.isExecutableFile(atPath: $0.path("initdb"))
        && FileManager.default.isExecutableFile(atPath: $0.path("pg_ctl"))
    }
  }
}
