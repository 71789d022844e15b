import Kernel
import Testing

@testable import HTTP2
@testable import RPC

@Suite("StatusMapping") struct StatusMappingTests {
  @Test(
    "maps HTTP statuses as gRPC's table does",
    arguments: [
      ("400", .internalError), ("401", .unauthenticated), ("403", .permissionDenied),
      ("404", .unimplemented), ("429", .unavailable), ("502", .unavailable),
      ("503", .unavailable), ("504", .unavailable), ("200", .unknown), ("500", .unknown),
    ] as [(String, RPCCode)])
  func httpStatus(httpStatus: String, code: RPCCode) {
    #expect(StatusMapping.status(ofHTTPStatus: httpStatus).code == code)
  }

  @Test(
    "maps HTTP/2 errors as gRPC's table does",
    arguments: [
      (.noError, .internalError), (.protocolError, .internalError),
      (.refusedStream, .unavailable), (.cancel, .cancelled),
      (.enhanceYourCalm, .resourceExhausted), (.inadequateSecurity, .permissionDenied),
      (HTTP2ErrorCode(rawValue: 99), .unknown),
    ] as [(HTTP2ErrorCode, RPCCode)])
  func reset(error: HTTP2ErrorCode, code: RPCCode) {
    #expect(StatusMapping.status(ofReset: error).code == code)
  }

  @Test(
    "makes errors of HTTP/2 of statuses, which a caller makes statuses of again",
    arguments: [
      (.resourceExhausted, .resourceExhausted), (.internalError, .internalError),
      (.deadlineExceeded, .cancelled), (.cancelled, .cancelled), (.unavailable, .cancelled),
    ] as [(RPCCode, RPCCode)])
  func conveyed(code: RPCCode, seen: RPCCode) {
    #expect(StatusMapping.status(ofReset: StatusMapping.reset(for: code)).code == seen)
  }

  @Test("takes a cancellation by the server for the deadline when that has passed")
  func cancelledAtDeadline() {
    let codes = [HTTP2ErrorCode.cancel, .refusedStream].map {
      StatusMapping.status(ofReset: $0, isPastDeadline: true).code
    }
    #expect(codes == [.deadlineExceeded, .unavailable])
  }

  private struct Unlisted: Error {}

  @Test("keeps errors that have no row in any table for ourselves")
  func unlisted() {
    #expect(StatusMapping.status(ofHandlerError: Unlisted(), isPastDeadline: false) == nil)
  }

  @Test("makes a refused field INVALID_ARGUMENT with one violation")
  func validation() {
    let error = ValidationError(field: "page_size", reason: "must be positive")
    let status = StatusMapping.status(ofHandlerError: error, isPastDeadline: false)
    #expect(status?.code == .invalidArgument)
    #expect(status?.reason == "INVALID_FIELD")
    #expect(
      status?.fieldViolations == [.init(field: "page_size", description: "must be positive")])
  }
}

@Suite("StatusDetails") struct StatusDetailsTests {
  @Test("carry reason, domain, metadata, violations and delay")
  func roundTrip() throws {
    var status = RPCStatus(
      code: .notFound, message: "No such player.", reason: "PLAYER_NOT_FOUND",
      metadata: ["player": "7"], fieldViolations: [.init(field: "name", description: "is odd")],
      retryDelay: .milliseconds(1500))
    let bytes = try #require(StatusDetails.encode(status, errorDomain: "game.laurel"))
    let bare = RPCStatus(code: .notFound, message: "No such player.")
    status.domain = "game.laurel"
    #expect(StatusDetails.decode(bytes, into: bare) == status)
  }

  @Test("are left out when there is nothing to add")
  func nothing() {
    let status = RPCStatus(code: .notFound, message: "No.")
    #expect(StatusDetails.encode(status, errorDomain: "game.laurel") == nil)
  }

  @Test("are ignored when they do not parse or tell of another code")
  func ignored() throws {
    let bare = RPCStatus(code: .notFound, message: "No.")
    #expect(StatusDetails.decode([0xFF], into: bare) == bare)
    let other = RPCStatus(code: .aborted, message: "", reason: "R")
    let bytes = try #require(StatusDetails.encode(other, errorDomain: "d"))
    #expect(StatusDetails.decode(bytes, into: bare) == bare)
  }
}

@Suite("RPCStatus") struct StatusValueTests {
  @Test("a copy that is changed leaves the other as it is") func copies() {
    let original = RPCStatus(code: .notFound, message: "a", reason: "A")
    var copy = original
    copy.message = "b"
    copy.metadata = ["key": "value"]
    #expect(original == RPCStatus(code: .notFound, message: "a", reason: "A"))
    #expect(copy.message == "b")
    #expect(copy.reason == "A")
    #expect(copy != original)
  }
}
