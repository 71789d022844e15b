import Foundation
import Testing

/// Real balancers in front of real servers of this package, called by the official Python library
/// and by the client of this package.
@Suite("Behind balancers", .serialized, .timeLimit(.minutes(3)))
struct ForwardingTests {
  /// The balancers by name, so that a test says which one failed.
  static let names = ["nginx", "haproxy", "haproxy-tcp", "nghttpx", "envoy"]

  private static func balancer(_ name: String, _ client: PythonClient) throws -> any Balancer {
    switch name {
    case "nginx": NGINX()
    case "haproxy": HAProxy()
    case "haproxy-tcp": HAProxy(mode: "tcp")
    case "nghttpx": NGHTTPX()
    default: Envoy(programs: client.programs)
    }
  }

  @Test(
    "calls of all shapes pass as they are, failures, deadlines and cancellation too",
    arguments: names)
  func everything(name: String) async throws {
    try await Workplace.with { place in
      let client = try await PythonClient(in: place)
      let balancer = try Self.balancer(name, client)
      defer { balancer.cleanUp(in: place.folder) }
      let servers = [
        try await EchoServer.start("a", in: place), try await EchoServer.start("b", in: place),
      ]
      let route = ForwardingRoute(port: try await place.freePort(), servers: servers)
      _ = try await RunningBalancer(balancer, route, in: place)
      try await client.check(port: route.port, servers: servers.map(\.port))
      let own = try await OwnClient.start(
        in: place, balancer, port: route.port, kinds: balancer.loads)
      try await Task.sleep(for: .seconds(1))
      try await own.end()
    }
  }

  @Test(
    "the way to the servers may be encrypted", arguments: ["nginx", "haproxy", "nghttpx", "envoy"])
  func encrypted(name: String) async throws {
    try await Workplace.with { place in
      let client = try await PythonClient(in: place)
      let balancer = try Self.balancer(name, client)
      defer { balancer.cleanUp(in: place.folder) }
      let certificate = place.folder.appending(path: "certificate.pem")
      let key = place.folder.appending(path: "key.pem")
      try await place.complete([
        "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", key.path(), "-out",
        certificate.path(),
      ])
      let server = try await EchoServer.start(
        "a", in: place, "--tls-certificate", certificate.path(), "--tls-private-key", key.path())
      let route = ForwardingRoute(
        port: try await place.freePort(), servers: [server], trustRoots: certificate)
      _ = try await RunningBalancer(balancer, route, in: place)
      try await client.check(port: route.port, servers: [])
    }
  }

  @Test("no call fails while a balancer reloads and a server drains", arguments: names)
  func reload(name: String) async throws {
    try await Workplace.with { place in
      let client = try await PythonClient(in: place)
      let balancer = try Self.balancer(name, client)
      defer { balancer.cleanUp(in: place.folder) }
      let first = try await EchoServer.start("a", in: place)
      let second = try await EchoServer.start("b", in: place)
      var route = ForwardingRoute(port: try await place.freePort(), servers: [first])
      let running = try await RunningBalancer(balancer, route, in: place)
      let outcome = try await client.load(port: route.port) {
        let own = try await OwnClient.start(
          in: place, balancer, port: route.port, kinds: ["steady"])
        try await Task.sleep(for: .milliseconds(500))
        // Another server comes, and calls are shared.
        route.servers = [first, second]
        try await running.reload(route)
        try await Task.sleep(for: .seconds(2))
        // The first goes, and the balancer forgets it: before, if it has to, else after.
        let steps = [
          {
            first.process.send(SIGTERM)
            try #require(try await first.process.end() == 0)
          },
          {
            route.servers = [second]
            try await running.reload(route)
          },
        ]
        for step in balancer.survivesDrains ? steps : steps.reversed() {
          try await step()
          try await Task.sleep(for: .milliseconds(750))
        }
        try await own.end()
      }
      try #require(outcome.failures.isEmpty, "\(outcome.failures.joined(separator: "\n"))")
      try #require(outcome.counts["a", default: 0] > 0)
      try #require(outcome.counts["b", default: 0] > 0)
    }
  }

  @Test(
    "servers see the addresses of callers by the PROXY protocol, calls or bytes forwarded",
    arguments: ["http", "tcp"])
  func proxyProtocol(mode: String) async throws {
    try await Workplace.with { place in
      let client = try await PythonClient(in: place)
      let balancer = HAProxy(mode: mode)
      let server = try await EchoServer.start("a", in: place, "--proxy-protocol")
      let route = ForwardingRoute(
        port: try await place.freePort(), servers: [server], sendsProxyProtocol: true)
      _ = try await RunningBalancer(balancer, route, in: place)
      try await client.check(port: route.port, servers: [], "--peer")
      let own = try await OwnClient.start(
        in: place, balancer, port: route.port, kinds: balancer.loads)
      try await Task.sleep(for: .seconds(1))
      try await own.end()
    }
  }
}
