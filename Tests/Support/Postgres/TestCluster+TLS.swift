extension TestCluster {
  /// Makes an authority, a certificate of it for `localhost`, and another authority.
  private static var certificatesScript: String {
    #"""
    cd "$1"
    curve="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for name in authority other; do
      openssl req -x509 $curve -days 1 -subj "/CN=$name" -keyout "$name.key" -out "$name.pem"
    done
    openssl req $curve -subj /CN=localhost -keyout data/server.key -out server.csr
    echo "subjectAltName=DNS:localhost,IP:127.0.0.1" > server.extensions
    openssl x509 -req -days 1 -in server.csr -CA authority.pem -CAkey authority.key \
      -CAcreateserial -extfile server.extensions -out data/server.crt
    chmod 600 data/server.key
    [ "$(id -u)" != 0 ] || chown postgres data/server.key data/server.crt
    printf %s "$1"
    """#
  }

  /// Has the server offer TLS from now on, with a certificate for `localhost` and 127.0.0.1.
  ///
  /// - Returns: The files of the authority that made the certificate, and of another one.
  package func startTLS() async throws -> (authority: String, other: String) {
    let folder = try await runScript(Self.certificatesScript)
    try await administer("ALTER SYSTEM SET ssl = on")
    try await administer("SELECT pg_reload_conf()")
    return ("\(folder)/authority.pem", "\(folder)/other.pem")
  }
}
