import Foundation

struct HAProxy: Balancer {
  let name = "haproxy"

  func configuration(_ route: ForwardingRoute, in folder: URL) -> String {
    var options = "proto h2 check inter 200ms fall 1 rise 1"
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
      defaults
        mode http
        timeout connect 5s
        # Streams may be long.
        timeout client 1h
        timeout server 1h
        # A server that refuses connections or calls has done nothing: another one is asked.
        retries 3
        option redispatch 1
        retry-on conn-failure empty-response
        # A caller that cancels while it sends: not the end of its request, but of the call.
        option abortonclose
      frontend callers
        bind 127.0.0.1:\(route.port) proto h2
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
