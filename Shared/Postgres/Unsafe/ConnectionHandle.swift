internal import CPostgreSQL

/// Owns one connection of libpq, non-blocking and in pipeline mode once it is open.
///
/// It belongs to one thread. Closing happens exactly once, when the handle goes away.
@safe
struct ConnectionHandle: ~Copyable {
  let raw: OpaquePointer

  /// What an attempt to connect waits for.
  enum Progress {
    case reading
    case writing
    case open
    case failed
  }

  /// Starts to connect without waiting; name resolution may block.
  ///
  /// The parameters are keywords of libpq; a later one overrides an earlier one, and `dbname` may
  /// hold a URL. The handle is `nil` when libpq is out of memory.
  init?(starting parameters: [(keyword: String, value: String)]) {
    let started = unsafe CStringArray.with(parameters.map(\.keyword)) { keywords in
      unsafe CStringArray.with(parameters.map(\.value)) { values in
        unsafe PQconnectStartParams(keywords, values, 1)
      }
    }
    guard let started = unsafe started else { return nil }
    unsafe raw = started
    // Without this libpq writes the server's notices to standard error.
    unsafe PQsetNoticeReceiver(raw, { _, _ in }, nil)
  }

  deinit { unsafe PQfinish(raw) }

  /// Goes on with connecting; call it when the socket is ready for what it waited for.
  func connect() -> Progress {
    guard unsafe PQstatus(raw) != CONNECTION_BAD else { return .failed }
    switch unsafe PQconnectPoll(raw) {
    case PGRES_POLLING_READING: return .reading
    case PGRES_POLLING_WRITING: return .writing
    case PGRES_POLLING_OK:
      let isReady =
        unsafe PQsetnonblocking(raw, 1) == 0 && PQenterPipelineMode(raw) == 1
      return isReady ? .open : .failed
    default: return .failed
    }
  }

  var socket: Int32 { unsafe PQsocket(raw) }

  /// Whether the connection is unusable.
  var isBroken: Bool { unsafe PQstatus(raw) == CONNECTION_BAD }

  /// Whether no transaction is open.
  var isIdle: Bool { unsafe PQtransactionStatus(raw) == PQTRANS_IDLE }

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

  /// Asks the server over a connection of its own to stop the present statement; blocks.
  func cancel() {
    guard let cancel = unsafe PQgetCancel(raw) else { return }
    var reason = [CChar](repeating: 0, count: 256)
    // When it fails, the statement ends by its time limit.
    _ = unsafe PQcancel(cancel, &reason, Int32(reason.count))
    unsafe PQfreeCancel(cancel)
  }
}
