package import GamificationDomain
package import RPC

/// What callers are told; the only place of the service with codes.
extension GamificationError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .metricNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such metric.", reason: "METRIC_NOT_FOUND",
        metadata: ["metric_id": id])
    }
  }
}
