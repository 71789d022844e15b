import Foundation
import Testing

/// From where to where a balancer forwards.
struct ForwardingRoute: Sendable {
  /// The port of 127.0.0.1 that callers know.
  var port: Int
  var servers: [EchoServer]
  /// The certificates that servers must show; `nil` forwards in clear text.
  var trustRoots: URL?
  /// Whether the servers are told who calls.
  var sendsProxyProtocol = false
}

/// A program that takes HTTP/2 from callers and forwards it to servers.
protocol Balancer: Sendable {
  var name: String { get }
  /// What the name of its configuration file ends in.
  var fileExtension: String { get }
  /// The text of its configuration file.
  func configuration(_ route: ForwardingRoute, in folder: URL) -> String
  /// The kinds of callers of `rpc-bench load` whose calls end behind it as without it.
  var loads: [String] { get }
  /// Whether it forwards large messages both ways at a time on one connection.
  var mixesLargeMessages: Bool { get }
  /// Whether it copes with a server that announces its end while it still sends calls there.
  var survivesDrains: Bool { get }
  /// How it is started with a configuration file.
  func command(_ file: URL, in folder: URL) -> [String]
  /// Has it take a changed configuration file without losing calls.
  func reload(_ running: RunningBalancer) async throws
  /// Removes what it leaves outside its folder.
  func cleanUp(in folder: URL)
}

extension Balancer {
  var fileExtension: String { "conf" }
  var loads: [String] { ["steady", "cancelling", "hurried"] }
  var mixesLargeMessages: Bool { true }
  var survivesDrains: Bool { true }

  func cleanUp(in folder: URL) {}
}

/// A balancer that runs.
final class RunningBalancer: Sendable {
  let balancer: any Balancer
  let place: Workplace
  let file: URL
  let process: RunningProcess

  /// Starts a balancer and waits until it listens.
  init(_ balancer: any Balancer, _ route: ForwardingRoute, in place: Workplace) async throws {
    self.balancer = balancer
    self.place = place
    file = place.folder.appending(path: "\(balancer.name).\(balancer.fileExtension)")
    try Data(balancer.configuration(route, in: place.folder).utf8).write(to: file)
    process = try place.start(balancer.name, balancer.command(file, in: place.folder))
    try await place.waitForListener(on: route.port, process)
  }

  /// Forwards along another route from now on.
  func reload(_ route: ForwardingRoute) async throws {
    try Data(balancer.configuration(route, in: place.folder).utf8).write(to: file)
    try await balancer.reload(self)
  }
}
