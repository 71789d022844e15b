import HTTP2
import Logging
import Testing

@testable import RPC

@Suite("RequestHead") struct RequestHeadTests {
  static let routes = RouteTable(
    TestService().methods.map { Route($0, logger: Logger(label: "test")) })

  static func headers(_ changes: KeyValuePairs<String, String?>) -> HTTP2Headers {
    var pairs = [
      (":method", "POST"), (":path", TestService.echo.path), ("te", "trailers"),
      ("content-type", "application/grpc"),
    ]
    for (name, value) in changes {
      pairs.removeAll { $0.0 == name }
      if let value { pairs.append((name, value)) }
    }
    var headers = HTTP2Headers()
    for (name, value) in pairs { headers.append(name, value) }
    return headers
  }

  @Test(
    "takes a call with the content types of gRPC",
    arguments: ["application/grpc", "application/grpc+proto", "application/grpc;x=1"])
  func accepts(contentType: String) throws {
    let headers = Self.headers(["content-type": contentType, "grpc-timeout": "5S"])
    let head = try RequestHead(headers, routes: Self.routes)
    #expect(head.route.method.descriptor == TestService.echo)
    #expect(head.timeout == .seconds(5))
  }

  @Test(
    "refuses other requests with the right HTTP status and code",
    arguments: [
      ([":method": "GET"], "405", .internalError),
      (["content-type": nil], "415", .unknown),
      (["content-type": "application/json"], "415", .unknown),
      (["content-type": "application/grpcx"], "415", .unknown),
      (["grpc-timeout": "soon"], "400", .internalError),
      ([":path": "/laurel.test.v1.TestService/echo"], "200", .unimplemented),
      ([":path": "/"], "200", .unimplemented),
      ([":path": ""], "200", .unimplemented),
      (["grpc-encoding": "zstd"], "200", .unimplemented),
    ] as [(KeyValuePairs<String, String?>, String, RPCCode)])
  func refuses(changes: KeyValuePairs<String, String?>, httpStatus: String, code: RPCCode) {
    let refusal = #expect(throws: RequestHead.Refusal.self) {
      try RequestHead(Self.headers(changes), routes: Self.routes)
    }
    #expect(refusal?.httpStatus == httpStatus)
    #expect(refusal?.status.code == code)
    #expect(
      refusal?.isUnsupportedEncoding == changes.contains { $0.key == "grpc-encoding" })
  }
}
