import Postgres
import RPC
import ServiceHost
import Testing

/// What callers are told when the database fails.
@Suite("PostgresError.rpcStatus")
struct PostgresStatusTests {
  private func status(_ sqlState: String) -> RPCStatus {
    PostgresError.server(
      ServerError(
        sqlState: sqlState, statement: "InsertSecret", schema: "secret", table: "secret",
        constraint: "secret_pkey", message: "Key (secret)=(secret) does not fit.")
    ).rpcStatus
  }

  @Test(
    "the server's codes become what a caller can act on, and say nothing about its inside",
    arguments: [
      ("53100", RPCCode.resourceExhausted), ("53200", .resourceExhausted),
      ("53400", .resourceExhausted), ("57014", .deadlineExceeded), ("40001", .aborted),
      ("40P01", .aborted), ("23505", .internalError), ("XX000", .internalError),
    ])
  func codes(sqlState: String, code: RPCCode) {
    let status = status(sqlState)
    #expect(status.code == code)
    #expect(!"\(status)".lowercased().contains("secret"))
  }

  @Test("a full disk is told with the advice to come back much later")
  func fullDisk() {
    #expect(status("53100").reason == "DATABASE_FULL")
    #expect(status("53100").retryDelay == .seconds(30))
  }
}
