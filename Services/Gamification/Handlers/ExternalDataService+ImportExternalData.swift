internal import GamificationDomain
internal import Kernel
package import Messages
internal import Protobuf
package import RPC

extension ExternalDataService {
  /// The time is for files with the items of years.
  package static let importExternalDataPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:edit")), deadlineMax: .seconds(600))

  package func importExternalData(
    _ requests: RPCRequests<GamificationV1.ImportExternalDataRequest>, _ call: CallContext
  ) async throws -> GamificationV1.ImportExternalDataResponse {
    var file: ExternalDataImport?
    for try await request in requests {
      if file == nil { file = try ExternalDataImport(request) }
      try file?.append(request)
      while let batch = try file?.nextBatch() {
        let part = try await store(batch, call)
        file?.add(part)
      }
    }
    guard var file else { throw ValidationError(field: "format", reason: "is required") }
    file.finish()
    while let batch = try file.nextBatch() {
      let part = try await store(batch, call)
      file.add(part)
    }
    return GamificationV1.ImportExternalDataResponse(summary: file.summary)
  }

  /// Stores a part of a file, once for each `request_id` of the file.
  private func store(
    _ batch: ExternalDataImport.Batch, _ call: CallContext
  ) async throws -> GamificationV1.ExternalDataSummary {
    let upload = ExternalUpload(batch.records.map(\.entry), keepsOrphans: batch.keepsOrphans)
    try upload.checkRepeatable(requestID: batch.requestID)
    let key = try RequestKey.reading(
      batch.requestID, caller: call.caller, method: "\(call.method.path)#\(batch.number)",
      request: batch.fingerprint)
    let respond = { @Sendable (outcomes: [ExternalDataOutcome]) in
      GamificationV1.ExternalDataSummary(outcomes) { batch.records[$0].position(of: $1) }
    }
    let outcome = try await data.upload(
      in: call.caller.organization, upload, audit: call.audit(ids), at: clock.now(),
      request: IdempotentRequest(key: key) { respond($0).serializedBytes() })
    return switch outcome {
    case .performed(let outcomes): respond(outcomes)
    case .repeated(let bytes): try GamificationV1.ExternalDataSummary(serializedBytes: bytes)
    }
  }
}
