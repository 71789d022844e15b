internal import CPostgreSQL

/// Owns one connection of libpq, non-blocking and in pipeline mode once it is open.
///
/// It belongs to one thread at a time. Closing happens exactly once, when the handle goes away.
@safe
struct ConnectionHandle: ~Copyable, @unchecked Sendable {
  let raw: OpaquePointer

  /// Connects; blocks while names are looked up and one host is tried after another.
  ///
  /// The parameters are keywords of libpq; a later one overrides an earlier one, and `dbname` may
  /// hold a URL. The handle is `nil` when libpq is out of memory.
  init?(connecting parameters: [(keyword: String, value: String)]) {
    let started = unsafe CStringArray.with(parameters.map(\.keyword)) { keywords in
      unsafe CStringArray.with(parameters.map(\.value)) { values in
        unsafe PQconnectdbParams(keywords, values, 1)
      }
    }
    guard let started = unsafe started else { return nil }
    unsafe raw = started
    // Without this libpq writes the server's notices to standard error.
    unsafe PQsetNoticeReceiver(raw, { _, _ in }, nil)
  }

  deinit { unsafe PQfinish(raw) }

  /// Makes a connection that was made non-blocking and a pipeline; `false` when it is broken.
  func enterPipelineMode() -> Bool {
    unsafe PQstatus(raw) == CONNECTION_OK && PQsetnonblocking(raw, 1) == 0
      && PQenterPipelineMode(raw) == 1
  }

  var socket: Int32 { unsafe PQsocket(raw) }

  /// Whether the connection is unusable.
  var isBroken: Bool { unsafe PQstatus(raw) == CONNECTION_BAD }

  /// Whether no transaction is open.
  var isIdle: Bool { unsafe PQtransactionStatus(raw) == PQTRANS_IDLE }

  /// Whether a transaction is open that can only be rolled back.
  var isInFailedTransaction: Bool { unsafe PQtransactionStatus(raw) == PQTRANS_INERROR }

  /// Whether the server takes no writes: it is a standby, or somebody has closed it for them.
  ///
  /// It tells so when the connection begins, and before the sync that follows a change.
  var isReadOnly: Bool { isOn("in_hot_standby") || isOn("default_transaction_read_only") }

  private func isOn(_ parameter: String) -> Bool {
    guard let value = unsafe PQparameterStatus(raw, parameter) else { return false }
    return unsafe String(cString: value) == "on"
  }

  /// What libpq says about the last failure; for the log, it holds no values of rows.
  var errorMessage: String { unsafe String(cString: PQerrorMessage(raw)) }

  /// Queues the preparation of a statement; `false` when the connection is broken.
  func sendPrepare(name: String, sql: String, types: [UInt32]) -> Bool {
    unsafe PQsendPrepare(raw, name, sql, Int32(types.count), types) == 1
  }

  /// Queues a prepared statement; parameters and results are binary.
  func sendPrepared(name: String, bindings: Bindings) -> Bool {
    unsafe ParameterArrays.with(bindings) { parameters in
      unsafe PQsendQueryPrepared(
        raw, name, parameters.count, parameters.values, parameters.lengths, parameters.formats, 1)
    } == 1
  }

  /// Queues the question what columns a prepared statement has.
  func sendDescribe(name: String) -> Bool { unsafe PQsendDescribePrepared(raw, name) == 1 }

  /// Queues a statement that is not prepared; parameters and results are binary.
  func sendUnprepared(_ sql: String, bindings: Bindings) -> Bool {
    unsafe ParameterArrays.with(bindings) { parameters in
      unsafe PQsendQueryParams(
        raw, sql, parameters.count, parameters.types, parameters.values, parameters.lengths,
        parameters.formats, 1)
    } == 1
  }

  /// Ends the implicit transaction of what was queued before.
  func sendSync() -> Bool { unsafe PQpipelineSync(raw) == 1 }

  /// Leaves pipeline mode and queues a script of several statements; call ``endScript()`` after
  /// its results.
  func sendScript(_ sql: String) -> Bool {
    unsafe PQexitPipelineMode(raw) == 1 && PQsendQuery(raw, sql) == 1
  }

  func endScript() -> Bool { unsafe PQenterPipelineMode(raw) == 1 }

  /// Sends what is queued as far as the socket takes it.
  ///
  /// - Returns: Whether everything is sent; `nil` when the connection is broken.
  func flush() -> Bool? {
    switch unsafe PQflush(raw) {
    case 0: true
    case 1: false
    default: nil
    }
  }

  /// Reads what the socket has; `false` when the connection is broken.
  func consumeInput() -> Bool { unsafe PQconsumeInput(raw) == 1 }

  /// Whether reading a result would block.
  var isBusy: Bool { unsafe PQisBusy(raw) == 1 }

  /// Takes the next result; `nil` is the end of the results of one statement.
  func nextResult() -> ResultHandle? {
    unsafe ResultHandle(PQgetResult(raw))
  }

  /// Asks the server over a connection of its own to stop the present statement, without waiting.
  func cancel(whenDone raise: WakeSignal) -> Cancellation {
    unsafe Cancellation(PQgetCancel(raw), whenDone: raise)
  }
}
