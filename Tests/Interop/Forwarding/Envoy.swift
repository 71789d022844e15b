import Foundation
import Synchronization
import Testing

/// Envoy reloads by a hot restart: a new process takes the sockets over and the old one drains.
final class Envoy: Balancer {
  private static let drainSeconds = 1
  private static let parentSeconds = 5

  let name = "envoy"
  let fileExtension = "yaml"
  private let programs: URL
  private let epoch = Mutex(0)

  /// `programs` is where the Python package has put it.
  init(programs: URL) { self.programs = programs }

  func configuration(_ route: ForwardingRoute, in folder: URL) -> String {
    let endpoints = route.servers.map { server in
      "{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: \(server.port)}}}}"
    }.joined(separator: ", ")
    let manager = Envoy.type("filters.network.http_connection_manager.v3.HttpConnectionManager")
    let others = Envoy.type("retry.host.previous_hosts.v3.PreviousHostsPredicate")
    return """
      static_resources:
        listeners:
        - address: {socket_address: {address: 127.0.0.1, port_value: \(route.port)}}
          filter_chains:
          - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": \(manager)
                stat_prefix: callers
                codec_type: HTTP2
                route_config:
                  virtual_hosts:
                  - name: all
                    domains: ["*"]
                    routes:
                    - match: {prefix: "/"}
                      route:
                        cluster: servers
                        # Caller and server watch the deadline. If Envoy did too, it would reset
                        # calls with INTERNAL_ERROR before the caller ends them.
                        timeout: 0s
                        # A server that refuses connections or calls has done nothing.
                        retry_policy:
                          retry_on: connect-failure,refused-stream
                          num_retries: 3
                          host_selection_retry_max_attempts: 5
                          retry_host_predicate:
                          - name: envoy.retry_host_predicates.previous_hosts
                            typed_config:
                              "@type": \(others)
                http_filters:
                - name: envoy.filters.http.router
                  typed_config:
                    "@type": \(Envoy.type("filters.http.router.v3.Router"))
        clusters:
        - name: servers
          type: STATIC
          connect_timeout: 5s
          # By default only three calls at a time are tried again.
          circuit_breakers: {thresholds: [{max_retries: 1000}]}
          typed_extension_protocol_options:
            envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
              "@type": \(Envoy.type("upstreams.http.v3.HttpProtocolOptions"))
              explicit_http_config: {http2_protocol_options: {}}
          load_assignment:
            cluster_name: servers
            endpoints:
            - lb_endpoints: [\(endpoints)]
      \(route.trustRoots.map(Envoy.encryption) ?? "")
      """
  }

  func command(_ file: URL, in folder: URL) -> [String] {
    let number = epoch.withLock { $0 }
    let base = folder.appending(path: "envoy-base-id").path()
    let identifier =
      number == 0
      ? ["--use-dynamic-base-id", "--base-id-path", base]
      : ["--base-id", (try? String(contentsOfFile: base, encoding: .utf8)) ?? ""]
    return [
      programs.appending(path: "envoy").path(), "--config-path", file.path(), "--concurrency", "1",
      "--log-level", "warning", "--restart-epoch", "\(number)",
      "--drain-strategy", "immediate", "--drain-time-s", "\(Envoy.drainSeconds)",
      "--parent-shutdown-time-s", "\(Envoy.parentSeconds)",
    ] + identifier
  }

  func reload(_ running: RunningBalancer) async throws {
    let number = epoch.withLock { epoch in
      epoch += 1
      return epoch
    }
    _ = try running.place.start(
      "\(name)-\(number)", command(running.file, in: running.place.folder))
  }

  func cleanUp(in folder: URL) {
    let base = folder.appending(path: "envoy-base-id").path()
    guard let text = try? String(contentsOfFile: base, encoding: .utf8), let number = Int(text)
    else { return }
    try? FileManager.default.removeItem(atPath: "/dev/shm/envoy_shared_memory_\(number * 10)")
  }

  private static func type(_ name: String) -> String {
    "type.googleapis.com/envoy.extensions.\(name)"
  }

  private static func encryption(trusting roots: URL) -> String {
    """
        transport_socket:
          name: envoy.transport_sockets.tls
          typed_config:
            "@type": \(type("transport_sockets.tls.v3.UpstreamTlsContext"))
            sni: localhost
            common_tls_context:
              validation_context:
                trusted_ca: {filename: \(roots.path())}
                match_typed_subject_alt_names:
                - {san_type: DNS, matcher: {exact: localhost}}
    """
  }
}
