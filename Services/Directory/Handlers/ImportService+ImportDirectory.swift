internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension ImportService {
  package static let importDirectoryPolicy = MethodPolicy(
    access: .everything(Permission("directory:import:add")), deadlineMax: .seconds(600))

  package func importDirectory(
    _ requests: RPCRequests<DirectoryV1.ImportDirectoryRequest>, _ call: CallContext
  ) async throws -> DirectoryV1.ImportDirectoryResponse {
    var outcome = ImportOutcome()
    var nextIndex: Int64 = 0
    for try await request in requests {
      guard (1...Self.entriesPerMessageMax).contains(request.entries.count) else {
        throw ValidationError(
          field: "entries", reason: "must have 1 to \(Self.entriesPerMessageMax) elements")
      }
      var batch: [NumberedEntry] = []
      batch.reserveCapacity(request.entries.count)
      for message in request.entries {
        do throws(ValidationError) {
          batch.append(NumberedEntry(index: nextIndex, entry: try ImportEntry(message)))
        } catch {
          outcome.refuse(nextIndex, error)
        }
        nextIndex += 1
      }
      if !batch.isEmpty {
        outcome.add(
          try await entries.apply(
            batch, in: call.caller.organization, by: call.caller.key, now: clock.now()))
      }
    }
    return DirectoryV1.ImportDirectoryResponse(outcome)
  }
}
