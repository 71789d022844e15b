internal import CPostgreSQL

/// Owns one connection of libpq, non-blocking and in pipeline mode once it is open.
///
/// It belongs to one thread. Closing happens exactly once, when the handle goes away.
@safe
struct ConnectionHandle: ~Copyable {
  private let raw: OpaquePointer

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

  /// What libpq says about the last failure; for the log, it holds no values of rows.
  var errorMessage: String { unsafe String(cString: PQerrorMessage(raw)) }

  /// Queues the preparation of a statement; `false` when the connection is broken.
  func sendPrepare(name: String, sql: String, types: [UInt32]) -> Bool {
    unsafe PQsendPrepare(raw, name, sql, Int32(types.count), types) == 1
  }

  /// Queues a prepared statement; parameters and results are binary.
  func sendPrepared(name: String, bindings: Bindings) -> Bool {
    let lengths = bindings.cells.map { Int32($0.length ?? 0) }
    let formats = [Int32](repeating: 1, count: bindings.cells.count)
    // One byte more, so that the address of an empty value is not the null pointer, which is NULL.
    return unsafe (bindings.bytes + [0]).withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress
      let values = unsafe bindings.cells.map { cell in
        unsafe cell.length == nil ? nil : base?.advanced(by: cell.offset)
      }
      return unsafe PQsendQueryPrepared(
        raw, name, Int32(values.count), values, lengths, formats, 1) == 1
    }
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

/// Lends a null-terminated array of C strings.
private enum CStringArray {
  static func with<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    var bytes: [CChar] = []
    let offsets = texts.map { text in
      defer { bytes.append(contentsOf: text.utf8CString) }
      return bytes.count
    }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      let pointers = unsafe offsets.map { offset in
        unsafe buffer.baseAddress?.advanced(by: offset)
      }
      return unsafe (pointers + [nil]).withUnsafeBufferPointer { array in
        guard let base = array.baseAddress else {
          preconditionFailure("an array with an element has an address")
        }
        return unsafe body(base)
      }
    }
  }
}
