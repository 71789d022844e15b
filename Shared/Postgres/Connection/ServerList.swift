internal import Synchronization

/// The servers that a URL names, and which of them answered last.
///
/// libpq itself begins with the first server each time. One that says nothing would hold up every
/// attempt, so the one that answered last is tried first.
final class ServerList: Sendable {
  /// The keywords that name one server alone, with their values.
  struct Server: Sendable {
    let position: Int
    var parameters: [(keyword: String, value: String)] = []
  }

  /// Whether connections are only for a server that takes writes.
  let wantsWrites: Bool

  private let servers: [Server]
  private let preferred = Atomic(0)

  init(_ url: DatabaseURL) {
    let options = ConnectionOptions.parse(url.rawValue) ?? [:]
    servers = Self.servers(options)
    wantsWrites = ["read-write", "primary"].contains(options["target_session_attrs"])
  }

  /// The servers in the order to try them: the one that answered last comes first.
  var inOrder: [Server] {
    let first = preferred.load(ordering: .relaxed)
    return Array(servers[first...] + servers[..<first])
  }

  /// Notes that a server answered.
  func prefer(_ server: Server) { preferred.store(server.position, ordering: .relaxed) }

  private static func servers(_ options: [String: String]) -> [Server] {
    // This choice is made among all of them, and lists that do not match are for libpq to refuse.
    let isChosenByAll = options["target_session_attrs"] == "prefer-standby"
    let names = items(options["host"])
    let addresses = items(options["hostaddr"])
    let ports = items(options["port"])
    let count = max(names.count, addresses.count)
    guard count > 1, !isChosenByAll, [0, count].contains(names.count),
      [0, count].contains(addresses.count), [0, 1, count].contains(ports.count)
    else { return [Server(position: 0)] }
    return (0..<count).map { position in
      var server = Server(position: position)
      if !names.isEmpty { server.parameters.append(("host", names[position])) }
      if !addresses.isEmpty { server.parameters.append(("hostaddr", addresses[position])) }
      if let port = ports.count > 1 ? ports[position] : ports.first {
        server.parameters.append(("port", port))
      }
      return server
    }
  }

  private static func items(_ list: String?) -> [String] {
    guard let list, !list.isEmpty else { return [] }
    return list.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
  }
}
