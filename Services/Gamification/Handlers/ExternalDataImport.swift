internal import GamificationDomain
internal import Kernel
internal import Messages
internal import Protobuf
internal import ProtobufJSON

/// A file of items that comes in chunks, and is stored in parts of a fixed number of items.
///
/// Where the file is cut into chunks makes no difference to the parts, so each part of a file that
/// is sent again is known by its number.
struct ExternalDataImport {
  /// A part of the file.
  struct Batch: Sendable {
    /// From 0.
    let number: Int
    let records: [ExternalDataRecord]
    let keepsOrphans: Bool
    /// That of the whole file; empty for none.
    let requestID: String

    /// What tells the part from that of another file.
    var fingerprint: [UInt8] {
      let items = records.compactMap { try? $0.entry.get() }
      let failures = records.map { record -> ExternalDataOutcome in
        if case .failure(let refusal) = record.entry { .refused(refusal) } else { .unchanged }
      }
      return GamificationV1.StreamExternalDataRequest(
        items: items.map { GamificationV1.ExternalDataItem($0) },
        orphans: keepsOrphans ? .quarantine : .reject
      ).serializedBytes() + GamificationV1.ExternalDataSummary(failures).serializedBytes()
    }
  }

  private enum Reader {
    case csv(CSVReader, ExternalDataColumns?)
    case json(JSONSplitter)
  }

  private typealias Format = GamificationV1.ImportExternalDataRequest.Format

  /// What became of the parts that were stored.
  private(set) var summary = GamificationV1.ExternalDataSummary()

  private let format: GamificationV1.ImportExternalDataRequest.Format
  private let keepsOrphans: Bool
  private let requestID: String
  private var reader: Reader
  private var records: [ExternalDataRecord] = []
  private var batchCount = 0
  private var isFinished = false

  /// How many bytes a chunk may have.
  static var chunkBytesMax: Int { 1_048_576 }

  /// Begins a file by its first message; its chunk comes with ``append(_:)``.
  ///
  /// - Throws: ``ValidationError`` for `format` and `orphans`.
  init(_ request: GamificationV1.ImportExternalDataRequest) throws(ValidationError) {
    switch request.format {
    case .csv: reader = .csv(CSVReader(), nil)
    case .json: reader = .json(JSONSplitter())
    case .unspecified, .unrecognized:
      throw ValidationError(field: "format", reason: "must be csv or json in the first message")
    }
    format = request.format
    keepsOrphans = try request.orphans.keepsOrphans(field: "orphans")
    requestID = request.requestID
  }

  /// Takes the chunk of a message.
  ///
  /// - Throws: ``ValidationError`` when the message differs from the first one, or the chunk is too
  ///   large.
  mutating func append(
    _ request: GamificationV1.ImportExternalDataRequest
  ) throws(ValidationError) {
    guard [.unspecified, format].contains(request.format) else {
      throw ValidationError(field: "format", reason: "must be as in the first message")
    }
    guard request.chunk.count <= Self.chunkBytesMax else {
      throw ValidationError(
        field: "chunk", reason: "must have at most \(Self.chunkBytesMax) bytes")
    }
    switch reader {
    case .csv(var csv, let columns):
      csv.append(request.chunk)
      reader = .csv(csv, columns)
    case .json(var json):
      json.append(request.chunk)
      reader = .json(json)
    }
  }

  /// Notes the end of the file.
  mutating func finish() {
    isFinished = true
    switch reader {
    case .csv(var csv, let columns):
      csv.finish()
      reader = .csv(csv, columns)
    case .json(var json):
      json.finish()
      reader = .json(json)
    }
  }

  /// The next part of the file that has come; `nil` when none has come whole.
  ///
  /// - Throws: ``ValidationError`` for `chunk` when the file is not of its format.
  mutating func nextBatch() throws(ValidationError) -> Batch? {
    do throws(TextFileError) {
      while records.count < ExternalDataItem.messageMax, let record = try nextRecord() {
        records.append(record)
      }
    } catch {
      throw error.validationError(field: "chunk")
    }
    let isFull = records.count == ExternalDataItem.messageMax
    guard isFull || isFinished && !records.isEmpty else { return nil }
    defer {
      records = []
      batchCount += 1
    }
    return Batch(
      number: batchCount, records: records, keepsOrphans: keepsOrphans, requestID: requestID)
  }

  /// Counts a part that was stored.
  mutating func add(_ part: GamificationV1.ExternalDataSummary) { summary.add(part) }

  private mutating func nextRecord() throws(TextFileError) -> ExternalDataRecord? {
    switch reader {
    case .csv(var csv, var columns):
      // The reader is here alone while it reads, so that its bytes are not copied.
      reader = .csv(CSVReader(), nil)
      defer { reader = .csv(csv, columns) }
      if columns == nil {
        guard let header = try csv.next() else {
          guard isFinished else { return nil }
          throw TextFileError("the names of the columns were expected", at: .start)
        }
        columns = try ExternalDataColumns(header: header)
      }
      guard let columns, let record = try csv.next() else { return nil }
      return columns.record(record)
    case .json(var json):
      reader = .json(JSONSplitter())
      defer { reader = .json(json) }
      return try json.next().map { ExternalDataRecord($0) }
    }
  }
}

extension ExternalDataRecord {
  /// Reads an item in the JSON form of its message.
  fileprivate init(_ object: JSONObject) {
    do {
      self.init(
        ExternalDataEntry(try GamificationV1.ExternalDataItem(jsonUTF8Bytes: object.bytes)),
        start: object.position)
    } catch {
      let isFirstLine = error.line == 1
      let position = TextPosition(
        line: object.position.line + Int64(error.line) - 1,
        column: Int64(error.column) + (isFirstLine ? object.position.column - 1 : 0))
      self.init(
        .failure(
          ExternalDataRefusal(
            .invalidField, ValidationError(field: error.path, reason: error.reason))),
        start: position)
    }
  }
}
