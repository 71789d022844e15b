import Foundation

/// HAProxy of Debian 12 (2.6) in one of two modes: forwarding calls (`http`) or bytes (`tcp`).
///
/// Calls that are forwarded one by one suffer from faults of this old version. When a caller
/// cancels before its call was forwarded, HAProxy resets stream 0, for which any server must close
/// the connection, and with it the calls of others. Trailers that arrive while the buffer of a
/// connection is full close it as well; buffers that hold the answers of the tests keep that away.
/// Large messages both ways at a time can block each other for good. Bytes are forwarded without
/// such surprises; then connections are balanced, not calls.
struct HAProxy: Balancer {
  let name = "haproxy"
  var mode = "http"

  var loads: [String] { mode == "http" ? ["steady"] : ["steady", "cancelling", "hurried"] }
  var mixesLargeMessages: Bool { mode != "http" }

  func configuration(_ route: ForwardingRoute, in folder: URL) -> String {
    let isHTTP = mode == "http"
    var options = "check inter 200ms fall 1 rise 1"
    if isHTTP { options += " proto h2" }
    if let roots = route.trustRoots {
      options =
        "ssl verify required verifyhost localhost ca-file \(roots.path()) alpn h2 " + options
    }
    if route.sendsProxyProtocol { options += " send-proxy-v2 check-send-proxy" }
    let servers = route.servers.map { "server \($0.name) 127.0.0.1:\($0.port) \(options)" }
      .joined(separator: "\n  ")
    return """
      global
        maxconn 1000
        nbthread 1
        tune.bufsize 262144
      defaults
        mode \(mode)
        timeout connect 5s
        # A check that is refused fails at once; a slow one may be the fault of a busy machine.
        timeout check 10s
        # Streams may be long.
        timeout client 1h
        timeout server 1h
        # A server that refuses connections or calls has done nothing: another one is asked.
        retries 3
        option redispatch 1
        \(isHTTP ? "retry-on conn-failure empty-response" : "")
      frontend callers
        bind 127.0.0.1:\(route.port)\(isHTTP ? " proto h2" : "")
        default_backend servers
      backend servers
        balance roundrobin
        \(servers)

      """
  }

  func command(_ file: URL, in folder: URL) -> [String] {
    ["/usr/sbin/haproxy", "-W", "-db", "-f", file.path()]
  }

  func reload(_ running: RunningBalancer) async throws { running.process.send(SIGUSR2) }
}
