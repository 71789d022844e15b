internal import Foundation
internal import Glibc

/// The processes and listening ports of this machine, as Linux shows them in /proc.
enum ProcessTable {
  /// Whether a process exists and has not ended.
  ///
  /// One that ended and was not collected by its parent (a zombie) counts as gone.
  static func isAlive(_ process: Int32) -> Bool {
    guard let status = Files.text("/proc/\(process)/stat"),
      let end = status.lastIndex(of: ")")
    else { return false }
    let state = status[status.index(after: end)...].drop { $0 == " " }.first
    return state != "Z" && state != "X"
  }

  /// The program that a process runs; `nil` when it has ended or belongs to somebody else.
  ///
  /// The path ends in ` (deleted)` when the file has been replaced since.
  static func program(of process: Int32) -> String? {
    guard isAlive(process) else { return nil }
    if let path = try? FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/\(process)/exe")
    {
      return path
    }
    // A confined root may not read the link of another user's process, but may read its name.
    return Files.text("/proc/\(process)/comm")?.split(separator: "\n").first.map(String.init)
  }

  /// The folder of this program.
  static func ownFolder() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return (own as NSString).deletingLastPathComponent
  }

  /// Sends a signal; a process that is gone already does not matter.
  static func send(_ signal: Int32, to process: Int32) { _ = Glibc.kill(process, signal) }

  /// Whether this command runs as root.
  static var isRoot: Bool { Glibc.geteuid() == 0 }

  /// Whether some program listens on a TCP port, on whatever address.
  ///
  /// The kernel writes the table piece by piece, and may pass over a line while others come and go;
  /// so what is not found is looked for again.
  static func isListening(onPort port: Int) -> Bool {
    (0..<3).contains { _ in
      ["/proc/net/tcp", "/proc/net/tcp6"].contains { listens(onPort: port, table: $0) }
    }
  }

  private static func listens(onPort port: Int, table: String) -> Bool {
    (Files.text(table) ?? "").split(separator: "\n").dropFirst().contains { line in
      let columns = line.split(separator: " ")
      // The second column is the local address in hexadecimal; state 0A is LISTEN.
      guard columns.count > 3, columns[3] == "0A",
        let local = columns[1].split(separator: ":").last
      else { return false }
      return Int(local, radix: 16) == port
    }
  }
}
