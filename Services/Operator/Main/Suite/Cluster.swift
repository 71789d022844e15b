internal import Foundation

/// The private PostgreSQL of a local suite: made once, started and stopped with the suite.
///
/// It listens on 127.0.0.1 only and asks everybody for a password. It has no Unix socket: the path
/// of one may have 107 bytes at most, which a deep folder exceeds.
struct Cluster: Sendable {
  /// The name of the superuser.
  static var superuser: String { "postgres" }
  /// How long the server may take to start, also when it has to recover.
  private static var startLimit: Duration { .seconds(60) }
  /// How long the server may take to stop.
  private static var stopLimit: Duration { .seconds(60) }

  private let folder: SuiteFolder
  private let account: PostgresAccount
  private let programs: PostgresPrograms

  /// The folder of the database itself, which the suite may only have a link to.
  private static func place(_ folder: SuiteFolder) -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: folder.postgres))
      ?? folder.postgres
  }
  private var place: String { Self.place(folder) }
  /// The cluster itself.
  private static func data(_ folder: SuiteFolder) -> String { place(folder) + "/data" }
  private var data: String { Self.data(folder) }
  /// Settings that differ from PostgreSQL's own; rewritten when the port has to change.
  private var settingsFile: String { data + "/laurel.conf" }
  /// What the server writes.
  var logFile: String { place + "/server.log" }

  /// Finds the account and the programs for the cluster of a suite.
  static func find(_ folder: SuiteFolder) async throws -> Cluster {
    let version = Files.text(data(folder) + "/PG_VERSION").flatMap { Int($0) }
    return Cluster(
      folder: folder, account: try await PostgresAccount.find(),
      programs: try await PostgresPrograms.find(version: version))
  }

  /// Whether there is a cluster in a suite's folder.
  static func exists(in folder: SuiteFolder) -> Bool {
    Files.text(data(folder) + "/PG_VERSION") != nil
  }

  /// The major version of the server.
  var version: Int { programs.version }

  /// The port that the cluster is set to; `nil` before there is a cluster.
  var port: Int? {
    (Files.text(settingsFile) ?? "").split(separator: "\n").lazy
      .filter { $0.hasPrefix("port = ") }.compactMap { Int($0.dropFirst("port = ".count)) }.first
  }

  /// What the server keeps its process id in.
  private var processFile: String { data + "/postmaster.pid" }

  /// The process of the server; `nil` when it does not run.
  ///
  /// Only the process table is asked: a server that was killed leaves its file behind, and the id
  /// in it may belong to another program by now.
  private var process: Int32? {
    guard let line = Files.text(processFile)?.split(separator: "\n").first,
      let process = Int32(line), let program = ProcessTable.program(of: process),
      program.replacing(" (deleted)", with: "").split(separator: "/").last == "postgres"
    else { return nil }
    return process
  }

  /// Whether the server of this cluster runs and listens; one that just starts is waited for.
  func isRunning() async throws -> Bool {
    guard let port, process != nil else { return false }
    return try await Waiting.until(limit: Self.startLimit, { $0 || process == nil }) {
      ProcessTable.isListening(onPort: port)
    }
  }

  /// Makes the cluster unless it is there.
  ///
  /// - Returns: What the operator should know about its place; `nil` normally.
  func create(superuserPassword: String, port: Int) async throws -> String? {
    guard !Self.exists(in: folder) else { return nil }
    let note = try await prepareFolder()
    let unfinished = data + ".unfinished"
    let passwordFile = place + "/password"
    try await account.require("Clearing \(unfinished)", "rm", ["-rf", unfinished])
    // The account may not read the suite's secrets; this copy is gone at once.
    try await account.require(
      "Writing \(passwordFile)", "sh", ["-c", #"umask 077 && cat > "$1""#, "sh", passwordFile],
      input: superuserPassword)
    let outcome = try await account.run(
      programs.path("initdb"),
      [
        "--pgdata=\(unfinished)", "--username=\(Self.superuser)", "--pwfile=\(passwordFile)",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
      ])
    try await account.require("Removing \(passwordFile)", "rm", ["-f", passwordFile])
    guard outcome.isSuccess else {
      throw CommandFailure("The database could not be made: \(outcome.said)")
    }
    try await account.require(
      "Configuring the database", "sh",
      ["-c", #"echo "include 'laurel.conf'" >> "$1""#, "sh", unfinished + "/postgresql.conf"])
    try await writeSettings(port: port, in: unfinished)
    try await account.require("Finishing the database", "mv", [unfinished, data])
    return note
  }

  /// Starts the server, which must not run, and waits until it listens.
  ///
  /// - Parameter freePort: Finds another port when the cluster's is taken by a stranger.
  /// - Returns: The port.
  /// - Throws: ``CommandFailure`` with the end of the log when the server does not start.
  func start(freePort: () throws -> Int) async throws -> Int {
    var port = try port ?? freePort()
    if ProcessTable.isListening(onPort: port) {
      port = try freePort()
      try await writeSettings(port: port, in: data)
    }
    // PostgreSQL would hesitate when the id in it is in use again.
    try await account.require("Removing \(processFile)", "rm", ["-f", processFile])
    let outcome = try await account.run(
      programs.path("pg_ctl"),
      ["start", "-D", data, "-w", "-t", Self.seconds(Self.startLimit), "-s", "-l", logFile])
    guard outcome.isSuccess else {
      let log = try await account.run("tail", ["-n", "15", logFile]).output
      throw CommandFailure(
        "PostgreSQL did not start: \(outcome.said)\nThe end of \(logFile):\n\(log)")
    }
    return port
  }

  /// Stops the server; open connections are closed.
  ///
  /// - Returns: Whether it ran.
  func stop() async throws -> Bool {
    guard process != nil else { return false }
    try await account.require(
      "Stopping PostgreSQL", programs.path("pg_ctl"),
      ["stop", "-D", data, "-m", "fast", "-w", "-t", Self.seconds(Self.stopLimit), "-s"])
    return true
  }

  /// Makes the folder for the cluster, or a link to one that the account can reach.
  private func prepareFolder() async throws -> String? {
    if !FileManager.default.fileExists(atPath: place) { try await account.createFolder(place) }
    if try await account.canWrite(in: place) { return nil }
    // Only root comes here: user postgres cannot pass through a folder such as /root.
    let root = "/var/lib/laurel"
    try Files.createFolder(root, permissions: 0o755)
    let place = unusedPlace(in: root)
    try await account.createFolder(place)
    guard try await account.canWrite(in: place) else {
      throw CommandFailure(
        "User postgres can write neither to \(folder.postgres) nor to \(place); choose a folder "
          + "outside of private ones: laurel up --directory /srv/laurel")
    }
    // The link itself, not what an earlier one points to.
    try? FileManager.default.removeItem(atPath: folder.postgres)
    try FileManager.default.createSymbolicLink(
      atPath: folder.postgres, withDestinationPath: place)
    return "user postgres cannot reach \(folder.path); the data is in \(place)"
  }

  /// A folder whose name follows from that of the suite.
  ///
  /// The data of a suite whose folder was removed stays: its passwords are lost, and perhaps not
  /// for good.
  private func unusedPlace(in root: String) -> String {
    let first = "\(root)/\(Digest.hexadecimal(of: folder.path, bytes: 8))"
    var place = first
    var number = 1
    while FileManager.default.fileExists(atPath: place + "/data") {
      number += 1
      place = "\(first)-\(number)"
    }
    return place
  }

  /// The form of a time limit that `pg_ctl` reads.
  private static func seconds(_ duration: Duration) -> String { "\(duration.components.seconds)" }

  private func writeSettings(port: Int, in data: String) async throws {
    let settings = """
      # Written by laurel up.
      listen_addresses = '127.0.0.1'
      port = \(port)
      unix_socket_directories = ''
      max_connections = 100
      shared_buffers = '128MB'
      password_encryption = 'scram-sha-256'
      timezone = 'UTC'
      log_timezone = 'UTC'
      log_line_prefix = '%m [%p] %q%u '

      """
    try await account.require(
      "Configuring the database", "sh", ["-c", #"cat > "$1""#, "sh", data + "/laurel.conf"],
      input: settings)
  }
}
