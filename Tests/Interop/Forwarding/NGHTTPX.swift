import Foundation

/// nghttpx of Debian 12 (1.52).
///
/// A call that it is about to forward while the server announces its end is reset without having
/// been opened, for which any server must close the connection, and with it the calls of others.
struct NGHTTPX: Balancer {
  let name = "nghttpx"
  let survivesDrains = false

  func configuration(_ route: ForwardingRoute, in folder: URL) -> String {
    let options = route.trustRoots == nil ? "" : ";tls;sni=localhost"
    let servers = route.servers.map { "backend=127.0.0.1,\($0.port);;proto=h2\(options)" }
      .joined(separator: "\n")
    let roots = route.trustRoots.map { "cacert=\($0.path())" } ?? ""
    return """
      frontend=127.0.0.1,\(route.port);no-tls
      \(servers)
      \(roots)
      workers=1
      accesslog-file=/dev/null
      errorlog-file=/dev/stderr
      pid-file=\(folder.path())/nghttpx.pid

      """
  }

  func command(_ file: URL, in folder: URL) -> [String] {
    ["/usr/sbin/nghttpx", "--conf=\(file.path())"]
  }

  func reload(_ running: RunningBalancer) async throws { running.process.send(SIGHUP) }
}
