import Foundation

struct NGINX: Balancer {
  let name = "nginx"

  func configuration(_ route: ForwardingRoute, in folder: URL) -> String {
    let servers = route.servers.map { "server 127.0.0.1:\($0.port);" }.joined(separator: " ")
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "\($0)_temp_path \(folder.path())/nginx-\($0);"
    }.joined(separator: "\n  ")
    var forwarding = "grpc_pass grpc://servers;"
    if let roots = route.trustRoots {
      forwarding = """
        grpc_pass grpcs://servers;
              grpc_ssl_trusted_certificate \(roots.path());
              grpc_ssl_verify on;
              grpc_ssl_name localhost;
        """
    }
    return """
      daemon off;
      worker_processes 1;
      pid \(folder.path())/nginx.pid;
      error_log stderr warn;
      events { worker_connections 1024; }
      http {
        access_log off;
        \(temporary)
        upstream servers {
          \(servers)
          keepalive 16;
        }
        server {
          listen 127.0.0.1:\(route.port) http2;
          # Messages may be large and streams long.
          client_max_body_size 0;
          client_body_timeout 1h;
          grpc_read_timeout 1h;
          grpc_send_timeout 1h;
          location / {
            \(forwarding)
          }
        }
      }
      """
  }

  func command(_ file: URL, in folder: URL) -> [String] {
    ["/usr/sbin/nginx", "-e", "stderr", "-p", folder.path(), "-c", file.path()]
  }

  func reload(_ running: RunningBalancer) async throws {
    try await running.place.complete(
      command(running.file, in: running.place.folder) + ["-s", "reload"])
  }
}
