package import RPC
internal import WellKnownMessages

/// Asks a server whether it serves, by `grpc.health.v1`.
package enum HealthCheck {
  private static var method: MethodDescriptor {
    MethodDescriptor(
      service: "grpc.health.v1.Health", name: "Check", kind: .unary,
      idempotency: .noSideEffects)
  }

  /// Asks once; over TLS, the certificate must carry the endpoint's host.
  ///
  /// - Returns: Whether the server answered `SERVING`; `false` also when it cannot be reached.
  package static func isServing(
    _ endpoint: RPCEndpoint, tls: TLSContextSource? = nil, timeout: Duration
  ) async throws -> Bool {
    let client = RPCClient(target: RPCTarget(endpoint), tls: tls)
    let status = try? await isServing(client, timeout: timeout)
    await client.close()
    return status ?? false
  }

  /// Asks over an existing client.
  package static func isServing(_ client: RPCClient, timeout: Duration) async throws -> Bool {
    let response: GRPCHealthV1.HealthCheckResponse = try await client.unary(
      method, GRPCHealthV1.HealthCheckRequest(), CallOptions(timeout: timeout))
    return response.status == .serving
  }
}
